import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import { ServedDefinition } from '../offerings/served-definition.js';

/** Most tools that one search returns, with their whole definitions. */
export const mostFound = 20;

/** How many it returns unless told. */
export const usuallyFound = 8;

const definitions: readonly JsonObject[] = [
  {
    name: 'find_tools',
    title: 'Find tools',
    description:
      'Searches the tools that you may use, over all connectors, and returns the best matches with everything needed to call them. Describe what you want to do in a few words, such as "create calendar event". Call what you find with call_tool.',
    inputSchema: {
      type: 'object',
      properties: {
        query: {
          type: 'string',
          minLength: 1,
          maxLength: 500,
          description: 'What the tool should do, in a few words.',
        },
        connector: {
          type: 'string',
          maxLength: 40,
          description:
            'Only tools of this connector: the word its tool names begin with, before the two underscores.',
        },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: mostFound,
          default: usuallyFound,
          description: 'How many to return at most.',
        },
      },
      required: ['query'],
      additionalProperties: false,
    },
    outputSchema: {
      type: 'object',
      properties: {
        tools: {
          type: 'array',
          description: 'The best matches first.',
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, inputSchema: { type: 'object' } },
            required: ['name', 'inputSchema'],
          },
        },
      },
      required: ['tools'],
    },
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    name: 'call_tool',
    title: 'Call a tool',
    description:
      'Calls a tool that find_tools returned, and returns its result. The arguments have to fit the input schema of that tool.',
    inputSchema: {
      type: 'object',
      properties: {
        name: {
          type: 'string',
          minLength: 1,
          maxLength: 256,
          description: 'The name of the tool, exactly as find_tools returned it.',
        },
        arguments: { type: 'object', description: 'The arguments of that tool.' },
      },
      required: ['name'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  },
];

/** The two tools of Castellan's own. No connector's tool can be called so: their names have two underscores. */
export const ownTools: ReadonlyMap<string, ServedDefinition> = new Map(
  definitions.map((definition) => [String(definition['name']), new ServedDefinition('tool', definition)]),
);
