import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Requires, type Requirement } from '../../src/access/allow.js';
import { schemaText } from '../../src/emit-schema.js';
import { startApplication, type RunningApplication } from './application.js';

const reflector = new Reflector();

/** Nest's own metadata of a resolver method: Query, Mutation or the name of a field. */
const resolverType = 'graphql:resolver_type';

interface Operation {
  readonly name: string;
  readonly kind: string;
  readonly requirement: Requirement | undefined;
}

function methodsOf(type: Type): { name: string; handler: (...given: never[]) => unknown }[] {
  return Object.getOwnPropertyNames(type.prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => ({ name, handler: Object.getOwnPropertyDescriptor(type.prototype, name)?.value as never }))
    .filter(({ handler }) => typeof handler === 'function');
}

describe('every operation', () => {
  let castellan: RunningApplication;
  let types: Type[];
  beforeAll(async () => {
    castellan = await startApplication();
    const modules = castellan.application.get(ModulesContainer, { strict: false });
    types = [...modules.values()].flatMap((module) =>
      [...module.providers.values(), ...module.controllers.values()].flatMap(({ metatype }) =>
        typeof metatype === 'function' && metatype.prototype ? [metatype as Type] : [],
      ),
    );
  });
  afterAll(() => castellan.stop());

  const operationsOf = (kindOf: (handler: object) => string | undefined): Operation[] =>
    [...new Set(types)].flatMap((type) =>
      methodsOf(type).flatMap(({ name, handler }) => {
        const kind = kindOf(handler);
        if (kind === undefined) return [];
        return [
          {
            name: `${type.name}.${name}`,
            kind,
            requirement: reflector.getAllAndOverride(Requires, [handler, type]),
          },
        ];
      }),
    );

  it('of the control plane declares what it asks of its caller', () => {
    const operations = operationsOf((handler) => {
      const kind = Reflect.getMetadata(resolverType, handler) as string | undefined;
      return kind === 'Query' || kind === 'Mutation' ? kind : undefined;
    });
    expect(operations.length).toBeGreaterThan(25);
    expect(operations.filter(({ requirement }) => requirement === undefined)).toEqual([]);
    expect(operations.filter(({ requirement }) => requirement === 'public').map(({ name }) => name)).toEqual([
      'OrganizationsResolver.signInOrganization',
    ]);
    // A change needs a permission; being signed in is never enough.
    expect(
      operations.filter(({ kind, requirement }) => kind === 'Mutation' && typeof requirement !== 'object'),
    ).toEqual([]);
  });

  it('behind an HTTP route declares it too', () => {
    const routes = operationsOf((handler) =>
      Reflect.hasMetadata(METHOD_METADATA, handler)
        ? String(Reflect.getMetadata(PATH_METADATA, handler))
        : undefined,
    );
    expect(routes.filter(({ requirement }) => requirement === undefined)).toEqual([]);
    expect(
      routes
        .filter(({ requirement }) => requirement === 'public')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'OperationsController.health',
      'OperationsController.prometheus',
      'OperationsController.ready',
      'SignInController.callback',
      'SignInController.signOut',
      'SignInController.start',
    ]);
  });

  it('is in the printed schema', async () => {
    const { schema } = castellan.application.get(GraphQLSchemaHost, { strict: false });
    expect(await schemaText()).toContain(printSchema(lexicographicSortSchema(schema)));
  });
});
