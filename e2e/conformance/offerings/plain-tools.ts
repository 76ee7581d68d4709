import { setTimeout as pause } from 'node:timers/promises';
import type { Tool } from '@modelcontextprotocol/server';
import { image, result, SILENCE } from './content.js';
import { type FixtureTool, textArgument } from './offering.js';

/** Long enough that two notifications cannot share a write. */
const STEP_MS = 50;

const NO_ARGUMENTS: Tool['inputSchema'] = { type: 'object', properties: {} };

function tool(
  name: string,
  description: string,
  run: FixtureTool['run'],
  inputSchema: Tool['inputSchema'] = NO_ARGUMENTS,
): FixtureTool {
  return { definition: { name, description, inputSchema }, run };
}

/** Uses what JSON Schema 2020-12 added, to see whether every keyword survives the way to the client. */
const CONTACT_SCHEMA: Tool['inputSchema'] = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** Tools that answer without asking the client anything. */
export const plainTools: readonly FixtureTool[] = [
  tool('test_simple_text', 'Answers with one text.', () => result('A simple text.')),

  tool('test_image_content', 'Answers with one picture.', () => result(image())),

  tool('test_audio_content', 'Answers with one sound.', () =>
    result({ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }),
  ),

  tool('test_embedded_resource', 'Answers with a resource inside the result.', () =>
    result({
      type: 'resource',
      resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'An embedded resource.' },
    }),
  ),

  tool('test_multiple_content_types', 'Answers with text, picture and resource together.', () =>
    result('Three kinds of content:', image(), {
      type: 'resource',
      resource: {
        uri: 'test://mixed-content-resource',
        mimeType: 'application/json',
        text: JSON.stringify({ mixed: true }),
      },
    }),
  ),

  tool('test_error_handling', 'Always fails, as a tool result.', () => ({
    ...result('This tool fails on purpose.'),
    isError: true,
  })),

  tool('test_tool_with_logging', 'Sends three log messages while it runs.', async (exchange) => {
    await exchange.log('info', 'Started');
    await pause(STEP_MS);
    await exchange.log('info', 'Working');
    await pause(STEP_MS);
    await exchange.log('info', 'Finished');
    return result('Logged three messages.');
  }),

  tool('test_logging_tool', 'Sends one log message.', async (exchange) => {
    await exchange.log('info', 'One message');
    return result('Logged one message, if the client asked for log messages.');
  }),

  tool(
    'test_tool_with_progress',
    'Reports progress at the start, half-way and at the end.',
    async (exchange) => {
      await exchange.progress(0, 100);
      await pause(STEP_MS);
      await exchange.progress(50, 100);
      await pause(STEP_MS);
      await exchange.progress(100, 100);
      return result('Reported progress three times.');
    },
  ),

  tool('test_reconnection', 'Closes the response stream before the result is ready.', async (exchange) => {
    exchange.dropStream();
    await pause(2 * STEP_MS);
    return result('Delivered after the stream was closed.');
  }),

  tool(
    'json_schema_2020_12_tool',
    'Takes arguments described with JSON Schema 2020-12.',
    () => result('The arguments fit the schema.'),
    CONTACT_SCHEMA,
  ),

  tool(
    'test_mirrored_header',
    'Takes one argument that the client repeats in a header.',
    (exchange) => result(`Region: ${textArgument(exchange, 'region')}`),
    { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
  ),
];
