import { acceptedContent } from '@modelcontextprotocol/server';
import type { ContentBlock, GetPromptResult, PromptArgument } from '@modelcontextprotocol/server';
import { form } from './asking-tools.js';
import { image, text } from './content.js';
import { type FixturePrompt, textArgument } from './offering.js';

function prompt(
  name: string,
  description: string,
  get: FixturePrompt['get'],
  ...names: string[]
): FixturePrompt {
  const required = (argument: string): PromptArgument => ({ name: argument, required: true });
  return { definition: { name, description, arguments: names.map(required) }, get };
}

function messages(...content: ContentBlock[]): GetPromptResult {
  return { messages: content.map((block) => ({ role: 'user', content: block })) };
}

/** The prompts that the suite asks for by name. */
export const prompts: readonly FixturePrompt[] = [
  prompt('test_simple_prompt', 'One fixed message.', () => messages(text('A simple prompt.'))),

  prompt(
    'test_prompt_with_arguments',
    'Repeats its two arguments.',
    (exchange) =>
      messages(text(`First: ${textArgument(exchange, 'arg1')}. Second: ${textArgument(exchange, 'arg2')}.`)),
    'arg1',
    'arg2',
  ),

  prompt(
    'test_prompt_with_embedded_resource',
    'Carries a resource and a question about it.',
    (exchange) =>
      messages(
        {
          type: 'resource',
          resource: {
            uri: textArgument(exchange, 'resourceUri'),
            mimeType: 'text/plain',
            text: 'An embedded resource.',
          },
        },
        text('What does this resource say?'),
      ),
    'resourceUri',
  ),

  prompt('test_prompt_with_image', 'Carries a picture and a question about it.', () =>
    messages(image(), text('What does this picture show?')),
  ),

  prompt('test_input_required_result_prompt', 'Asks for a context first.', (exchange) => {
    const given = acceptedContent<{ context: string }>(exchange.answers, 'user_context');
    return given
      ? messages(text(`Context: ${given.context}`))
      : { ask: { user_context: form('Which context should the prompt use?', 'context') } };
  }),
];

const WORDS = ['test', 'testing', 'tested', 'taste', 'toast'];

/** Completes an argument of a prompt or a template from a fixed list of words. */
export function complete(beginning: string) {
  const values = WORDS.filter((word) => word.startsWith(beginning));
  return { completion: { values, total: values.length, hasMore: false } };
}
