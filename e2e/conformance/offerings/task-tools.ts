import { setTimeout as pause } from 'node:timers/promises';
import {
  acceptedContent,
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type Tool,
} from '@modelcontextprotocol/server';
import { form } from './asking-tools.js';
import { result } from './content.js';
import { type Exchange, type FixtureTool, textArgument, type TaskPlan, type Work } from './offering.js';

const SECOND_MS = 1000;

function tool(
  name: string,
  description: string,
  properties: Tool['inputSchema']['properties'],
  { run, begin, isRequired = false }: Pick<FixtureTool, 'run'> & Pick<TaskPlan, 'begin'> & Partial<TaskPlan>,
): FixtureTool {
  const inputSchema: Tool['inputSchema'] = { type: 'object', properties };
  return { definition: { name, description, inputSchema }, run, task: { isRequired, begin } };
}

/** The same work, waited for or fetched later. */
function either(work: (exchange: Exchange) => Work): Pick<FixtureTool, 'run'> & Pick<TaskPlan, 'begin'> {
  const alone = { signal: new AbortController().signal, ask: () => Promise.resolve({}) };
  return { run: (exchange) => work(exchange)(alone), begin: work };
}

function secondsOf(exchange: Exchange): number {
  const { seconds } = exchange.arguments;
  return typeof seconds === 'number' ? seconds : 0;
}

async function compute(exchange: Exchange, seconds: number, signal?: AbortSignal): Promise<CallToolResult> {
  await pause(seconds * SECOND_MS, undefined, { signal });
  return result(`Thought about ${textArgument(exchange, 'label')}.`);
}

/** Tools that may go on after their call was answered. */
export const taskTools: readonly FixtureTool[] = [
  {
    definition: {
      name: 'greet',
      description: 'Says hello, at once.',
      inputSchema: { type: 'object', properties: { name: { type: 'string' } } },
    },
    run: (exchange) => result(`Hello, ${textArgument(exchange, 'name')}!`),
  },

  tool(
    'slow_compute',
    'Thinks for some seconds, or at once for those who would have to wait.',
    { seconds: { type: 'number' }, label: { type: 'string' } },
    {
      run: (exchange) => compute(exchange, 0),
      begin:
        (exchange) =>
        async ({ signal }) =>
          compute(exchange, secondsOf(exchange), signal),
    },
  ),

  tool(
    'failing_job',
    'Fails after a while, as a tool result.',
    {},
    {
      isRequired: true,
      ...either(() => async ({ signal }) => {
        await pause(SECOND_MS / 4, undefined, { signal });
        return { ...result('This job fails on purpose.'), isError: true };
      }),
    },
  ),

  tool(
    'protocol_error_job',
    'Ends with an error of the protocol.',
    {},
    either(() => () => {
      throw new ProtocolError(ProtocolErrorCode.InternalError, 'This job breaks on purpose.');
    }),
  ),

  tool(
    'confirm_delete',
    'Asks before it goes on.',
    { filename: { type: 'string' } },
    either((exchange) => async ({ ask }) => {
      await ask({ confirm: form('Delete it?', 'confirm') });
      return result(`Asked about ${textArgument(exchange, 'filename')}.`);
    }),
  ),

  tool(
    'multi_input',
    'Asks two things at once.',
    {},
    either(() => async ({ ask }) => {
      await ask({ first: form('What is the first?', 'name'), second: form('What is the second?', 'name') });
      return result('Asked both.');
    }),
  ),

  tool(
    'test_tool_with_task',
    'Asks first, and then goes on as a task.',
    {},
    {
      isRequired: true,
      run: () => result('There is nobody to ask.'),
      begin: ({ answers }) => {
        const answer = acceptedContent<{ name: string }>(answers, 'user_name');
        if (!answer) return { ask: { user_name: form('What is your name?', 'name') } };
        return () => Promise.resolve(result(`Hello, ${answer.name}!`));
      },
    },
  ),
];
