import type { Client } from '@modelcontextprotocol/client';
import type { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** What a client says that it can answer. */
export const answering = { elicitation: { form: { applyDefaults: true } }, sampling: {} };

/** What the person enters into every form; nothing that a form does not ask for is an error of the form. */
const entered = { name: 'Max Member', username: 'max', email: 'max@acme.example', ok: true };

const accepted = { action: 'accept' as const, content: entered };

const completion = {
  model: 'sample-model',
  role: 'assistant' as const,
  content: { type: 'text' as const, text: 'What the model of the client says.' },
  stopReason: 'endTurn',
};

/** Has a v1 client answer whatever a server asks: every form is filled in, every prompt completed. */
export function answerAsPrevious(client: PreviousClient): void {
  client.setRequestHandler(ElicitRequestSchema, () => accepted);
  client.setRequestHandler(CreateMessageRequestSchema, () => completion);
}

/** Has a v2 client answer whatever a server asks, in whichever way its era asks. */
export function answerAs(client: Client): void {
  client.setRequestHandler('elicitation/create', () => accepted);
  client.setRequestHandler('sampling/createMessage', () => completion);
}
