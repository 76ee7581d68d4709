import { acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import type { ClientCapabilities, InputRequest, InputRequests, Tool } from '@modelcontextprotocol/server';
import { result } from './content.js';
import { choices, defaults } from './forms.js';
import {
  type Exchange,
  type FixtureTool,
  type Questions,
  textArgument,
  type ToolOutcome,
} from './offering.js';

/** A form with one required text field. */
export function form(message: string, field: string): InputRequest {
  return inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
  });
}

const confirmation = inputRequired.elicit({
  message: 'Please confirm.',
  requestedSchema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
});

function sampling(prompt: string, maxTokens = 100): InputRequest {
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
    maxTokens,
  });
}

/** Asks until every question has an answer of the right kind, then says what came back. */
function asking(ask: InputRequests, state?: Questions['state']): FixtureTool['run'] {
  return (exchange) =>
    Object.entries(ask).every(([key, request]) => answered(exchange, key, request))
      ? result(...Object.keys(ask).map((key) => `${key}: ${JSON.stringify(exchange.answers[key])}`))
      : { ask, state };
}

function answered(exchange: Exchange, key: string, request: InputRequest): boolean {
  const { kind } = inputResponse(exchange.answers, key);
  switch (request.method) {
    case 'elicitation/create':
      return kind === 'elicit';
    case 'sampling/createMessage':
      return kind === 'sampling';
    case 'roots/list':
      return kind === 'roots';
  }
}

/** Asks only what the client said it can answer. */
function withinCapabilities(exchange: Exchange): Promise<ToolOutcome> | ToolOutcome {
  const questions: [keyof ClientCapabilities, string, InputRequest][] = [
    ['elicitation', 'user_name', form('What is your name?', 'name')],
    ['sampling', 'greeting', sampling('Write a greeting.')],
    ['roots', 'client_roots', inputRequired.listRoots()],
  ];
  const ask = questions.filter(([capability]) => exchange.clientCapabilities[capability] !== undefined);
  return asking(Object.fromEntries(ask.map(([, key, request]) => [key, request])))(exchange);
}

/** Two questions, the second only after the first is answered; the name travels in the request state. */
function inTwoRounds(exchange: Exchange): ToolOutcome {
  const first = acceptedContent<{ name: string }>(exchange.answers, 'step1');
  const second = acceptedContent<{ color: string }>(exchange.answers, 'step2');
  if (second && exchange.state !== undefined) {
    return result(`${JSON.stringify(exchange.state)} likes ${second.color}.`);
  }
  if (first && exchange.state !== undefined) {
    return {
      ask: { step2: form('Which colour do you like best?', 'color') },
      state: { round: 2, name: first.name },
    };
  }
  return { ask: { step1: form('What is your name?', 'name') }, state: { round: 1 } };
}

function stateful(exchange: Exchange): ToolOutcome {
  const confirmed = acceptedContent(exchange.answers, 'confirm');
  return confirmed && exchange.state !== undefined
    ? result('state-ok')
    : { ask: { confirm: confirmation }, state: { asked: 'confirm' } };
}

function tool(
  name: string,
  description: string,
  run: FixtureTool['run'],
  inputSchema: Tool['inputSchema'] = { type: 'object', properties: {} },
): FixtureTool {
  return { definition: { name, description, inputSchema }, run };
}

function textInput(name: string): Tool['inputSchema'] {
  return { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] };
}

/** Tools that need an answer from the client: a form, a model, or its roots. */
export const askingTools: readonly FixtureTool[] = [
  tool(
    'test_sampling',
    'Has the model of the client answer a prompt.',
    (exchange) => asking({ completion: sampling(textArgument(exchange, 'prompt')) })(exchange),
    textInput('prompt'),
  ),

  tool(
    'test_elicitation',
    'Asks the person for a name and an address.',
    (exchange) =>
      asking({
        person: inputRequired.elicit({
          message: textArgument(exchange, 'message'),
          requestedSchema: {
            type: 'object',
            properties: {
              username: { type: 'string', description: 'Name of the person' },
              email: { type: 'string', description: 'E-mail address of the person' },
            },
            required: ['username', 'email'],
          },
        }),
      })(exchange),
    textInput('message'),
  ),

  tool(
    'test_elicitation_sep1034_defaults',
    'Asks with a default for every primitive type.',
    asking({ profile: inputRequired.elicit({ message: 'Check these values.', requestedSchema: defaults }) }),
  ),

  tool(
    'test_elicitation_sep1330_enums',
    'Asks with every way to describe a choice.',
    asking({ choice: inputRequired.elicit({ message: 'Choose.', requestedSchema: choices }) }),
  ),

  tool(
    'test_streaming_elicitation',
    'Asks a question on the stream of the call.',
    asking({ user_name: form('What is your name?', 'name') }),
  ),

  tool(
    'test_missing_capability',
    'Needs sampling; a client without it is refused.',
    asking({ completion: sampling('Say something.') }),
  ),

  tool(
    'test_input_required_result_elicitation',
    'Asks for a name.',
    asking({ user_name: form('What is your name?', 'name') }),
  ),

  tool(
    'test_input_required_result_sampling',
    'Asks the model of the client for a capital.',
    asking({ capital_question: sampling('What is the capital of France?') }),
  ),

  tool(
    'test_input_required_result_list_roots',
    'Asks for the roots of the client.',
    asking({ client_roots: inputRequired.listRoots() }),
  ),

  tool(
    'test_input_required_result_multiple_inputs',
    'Asks three different things at once.',
    asking(
      {
        user_name: form('What is your name?', 'name'),
        greeting: sampling('Write a greeting.', 50),
        client_roots: inputRequired.listRoots(),
      },
      { asked: 3 },
    ),
  ),

  tool('test_input_required_result_request_state', 'Keeps state between two rounds.', stateful),
  tool('test_input_required_result_tampered_state', 'Refuses state that somebody changed.', stateful),
  tool('test_input_required_result_multi_round', 'Asks twice, one after the other.', inTwoRounds),
  tool(
    'test_input_required_result_capabilities',
    'Asks only what the client can answer.',
    withinCapabilities,
  ),
];
