import { z } from 'zod';
import { findEntry, matchesWords } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import type { SampleOrganization } from '../sample-server.js';
import { defineTool, READS } from '../tool.js';
import { ARTICLE_SAMPLE } from './articles.js';

const id = z.string().min(1).max(80).describe('Id of the article.');
const title = z.string().describe('Title of the article.');
const url = z.url().describe('Where a person can read and cite the article.');

/** A knowledge base with the two tools, of exactly the form that deep-research clients expect. */
export function knowledgeOfferings(organization: SampleOrganization): Offerings {
  const articles = new Map(ARTICLE_SAMPLE[organization].map((article) => [article.id, article]));

  return {
    name: 'sample-knowledge',
    title: 'Sample knowledge',
    instructions: 'Search first, then fetch the articles that matter.',
    tools: [
      defineTool({
        name: 'search',
        title: 'Search the knowledge base',
        description: 'Finds articles that contain all given words.',
        annotations: READS,
        inputSchema: z.strictObject({ query: z.string().max(400).describe('Words to look for.') }),
        outputSchema: z.object({
          results: z.array(z.object({ id, title, url })).describe('The articles found, best match first.'),
        }),
        run({ query }) {
          const found = [...articles.values()].filter((article) =>
            matchesWords(query, article.title, article.text),
          );
          const inTitle = (article: { title: string }) => Number(matchesWords(query, article.title));
          found.sort((a, b) => inTitle(b) - inTitle(a));
          return {
            results: found.map((article) => ({ id: article.id, title: article.title, url: article.url })),
          };
        },
      }),
      defineTool({
        name: 'fetch',
        title: 'Fetch an article',
        description: 'Returns the whole text of one article.',
        annotations: READS,
        inputSchema: z.strictObject({ id }),
        outputSchema: z.object({
          id,
          title,
          text: z.string().describe('The whole text.'),
          url,
          metadata: z
            .record(z.string(), z.string())
            .optional()
            .describe('What else is known of the article.'),
        }),
        run: (input) => ({
          ...findEntry(articles, input.id, 'article', 'search returns the ids there are.'),
        }),
      }),
    ],
  };
}
