import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { classifyMessage, type JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { Deadline, untilAborted } from '../../platform/mcp/upstream/deadline.js';
import { cancelled } from '../../platform/mcp/upstream-error.js';
import { CannotGoOn } from '../pipeline/cannot-go-on.js';
import type { Asked } from '../pipeline/classify.js';
import { stateInvalid } from '../calls/request-state.js';
import { isWanted } from '../calls/relay.js';
import { NobodyThere, type Mailbox, type Say } from '../mailbox/mailbox.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { Meanwhile } from './meanwhile.js';
import type { ParkedOwner, Step, Waiter } from './parked-call.js';
import { readStep, writeStep } from './step-letter.js';

/** With which answers a client comes back to which round of a parked call, and what it wants to hear of it. */
export interface Return {
  readonly call: string;
  readonly round: string;
  readonly answers: JsonObject;
  readonly owner: ParkedOwner;
  readonly hears: Hears;
}

interface Hears extends Pick<Asked, 'logLevel'> {
  readonly progress: boolean;
}

/** Deliveries of what was said that may wait for a client that is slow to read. */
const mostWaiting = 4;

/** What a request wants to hear before its answer. */
export function hearsOf({ request, logLevel }: Asked): Hears {
  const progress = memberOf(objectOf(request.params, '_meta'), 'progressToken') !== undefined;
  return { progress, ...(logLevel === undefined ? {} : { logLevel }) };
}

/** Goes on with a call for a client that waits in another process; what comes back is a letter to there. */
export async function resumeFor(
  { hears: { progress, logLevel } }: Return,
  resume: (waiter: Waiter) => Promise<Step>,
  { signal, say, everyMs }: { readonly signal: AbortSignal; readonly say: Say; readonly everyMs: number },
): Promise<JsonObject> {
  let letters = 0;
  const meanwhile = new Meanwhile((said) => say({ said, number: ++letters }), everyMs);
  const notified = async (message: JsonRpcNotification): Promise<void> => {
    if (!isWanted({ era: 'modern', logLevel }, message)) return;
    if (progress || message.method !== 'notifications/progress') meanwhile.add(message);
  };
  const written = await writeStep(() => resume({ signal, notified }));
  return { ...written, said: await meanwhile.end() };
}

/** Goes on with a call that another process holds. */
export async function resumeElsewhere(
  mailbox: Pick<Mailbox, 'ask'>,
  {
    holder,
    comeBack,
    callMs,
  }: { readonly holder: string; readonly comeBack: Return; readonly callMs: number },
  { caller, resolved }: AskedTurn,
  { signal, notified }: Waiter,
): Promise<Step> {
  let last = 0;
  let waiting = 0;
  let delivery = Promise.resolve();
  const deliver = (said: unknown): void => {
    if (waiting >= mostWaiting) return;
    waiting++;
    const all = async () => {
      for (const message of notificationsOf(said)) await notified?.(message);
    };
    delivery = delivery.then(all).finally(() => waiting--);
    delivery.catch(() => undefined);
  };
  const onSaid = ({ said, number }: JsonObject) => {
    // Two letters may overtake each other, and progress must not go back.
    if (Number(number) <= last) return;
    last = Number(number);
    deliver(said);
  };
  try {
    const letter = { kind: 'resume', content: { ...comeBack } } as const;
    const answer = await mailbox.ask(caller.context, holder, letter, { signal, onSaid });
    deliver(answer['said']);
    await deliveredWithin(delivery, signal, callMs);
    return readStep(answer, resolved.connector.name);
  } catch (error) {
    if (error instanceof NobodyThere) {
      throw error.isUntaken ? stateInvalid() : new CannotGoOn('not_heard_of', resolved.connector.name);
    }
    throw signal.aborted ? cancelled(signal.reason) : error;
  }
}

/** Waits until what was said is delivered, though not for ever: the answer is there, and does not wait for the rest. */
async function deliveredWithin(
  delivery: Promise<void>,
  signal: AbortSignal,
  withinMs: number,
): Promise<void> {
  const patience = new Deadline(signal, withinMs);
  try {
    await untilAborted(delivery, patience.signal);
  } catch (error) {
    if (signal.aborted || !patience.signal.aborted) throw error;
  } finally {
    patience.end();
  }
}

function notificationsOf(said: unknown): JsonRpcNotification[] {
  return (Array.isArray(said) ? said : []).flatMap((one) => {
    const message = classifyMessage(one);
    return message.kind === 'notification' ? [message.message] : [];
  });
}
