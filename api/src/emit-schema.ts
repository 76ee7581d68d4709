import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { resolvers } from './app.resolvers.js';

/** Prints the GraphQL schema from the resolvers, without a database: all that the console knows of the API. */
export async function schemaText(): Promise<string> {
  const application = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: false,
  });
  try {
    const schema = await application
      .get(GraphQLSchemaFactory)
      .create(resolvers, { numberScalarMode: 'integer' });
    return `# Printed from the resolvers by "npm run schema". Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await application.close();
  }
}

const path = process.argv[2];
if (path && import.meta.filename === process.argv[1]) writeFileSync(path, await schemaText());
