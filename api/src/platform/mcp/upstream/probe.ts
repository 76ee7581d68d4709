import { OutboundError } from '../../http-out/outbound-error.js';
import type { GuardedHttp } from '../../http-out/guarded-http.js';
import { memberOf, objectOf } from '../json/json-value.js';
import { errorCodes, isFailure, type JsonRpcResponse } from '../jsonrpc.js';
import { metaKeys } from '../revisions/envelope.js';
import { isModernError } from '../revisions/results.js';
import { eraOf, modernRevisions, newestRevision } from '../revisions/revisions.js';
import { McpUpstreamError } from '../upstream-error.js';
import { mostAbleClient } from './client-info.js';
import { Deadline } from './deadline.js';
import { EventStreamSession } from './event-stream-session.js';
import { aboutServer, unsupportedRevisionOf } from './handshake.js';
import { sendHttp } from './http-messages.js';
import type { Opened } from './legacy-session.js';
import { exchangeModern } from './modern-exchange.js';
import { foreignAnswer, hostOf, upstreamError } from './refusals.js';
import { StreamableSession } from './streamable-session.js';
import { DEFAULT_MAX_BYTES, type EraVerdict, type OnStep, type UpstreamTarget } from './target.js';

/** How a probe is run. */
export interface ProbeOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: OnStep;
  /** Milliseconds for everything together; 20 s unless told. */
  readonly timeoutMs?: number;
}

const PROBE_MS = 20_000;

/** Failures after which the next, older way of speaking may still work. */
const notSpoken: ReadonlySet<string> = new Set(['not_mcp', 'web_page', 'no_answer', 'protocol_violation']);

/** Failures that happen before a connection is attempted. */
const addressFailures: ReadonlySet<string> = new Set([
  'invalid_url',
  'scheme_refused',
  'port_refused',
  'dns_failure',
  'address_refused',
]);
const connectFailures: ReadonlySet<string> = new Set(['connection_refused', 'tls_failure']);

/** Finds out what a server speaks: the modern way first, then the handshake of the older revisions. */
export async function probe(
  http: GuardedHttp,
  target: UpstreamTarget,
  options: ProbeOptions,
): Promise<EraVerdict> {
  const deadline = new Deadline(options.signal, options.timeoutMs ?? PROBE_MS);
  const steps = new ProbeSteps(options.onStep);
  try {
    const verdict = await judge(http, target, deadline.signal, steps);
    steps.finish(verdict);
    return verdict;
  } catch (error) {
    const failure = upstreamError(error, target, deadline.signal);
    steps.fail(failure);
    throw failure;
  } finally {
    deadline.end();
  }
}

async function judge(
  http: GuardedHttp,
  target: UpstreamTarget,
  signal: AbortSignal,
  steps: ProbeSteps,
): Promise<EraVerdict> {
  if (target.transport === 'http-sse') {
    return greeted(await EventStreamSession.open(http, target, {}, signal), target);
  }
  const modern = await discover(http, target, signal);
  steps.connected();
  if (modern) return modern;
  try {
    return await greeted(await StreamableSession.open(http, target, {}, signal), target);
  } catch (error) {
    throw (await otherTransport(http, target, signal, error)) ?? error;
  }
}

/** The modern verdict, or undefined when the older way is worth a try. */
async function discover(
  http: GuardedHttp,
  target: UpstreamTarget,
  signal: AbortSignal,
): Promise<EraVerdict | undefined> {
  try {
    const response = await askToDescribe(http, target, newestRevision.modern, signal);
    const other = isFailure(response) ? spokenAmong(offeredInstead(response.error)) : undefined;
    // A server that refused a revision and names one spoken here is asked once more, in the one it named.
    const last = other === undefined ? response : await askToDescribe(http, target, other, signal);
    return isFailure(last) ? judgeError(target, last) : judgeDiscovery(target, last.result);
  } catch (error) {
    if (error instanceof McpUpstreamError && notSpoken.has(error.code)) return undefined;
    throw error;
  }
}

function askToDescribe(
  http: GuardedHttp,
  target: UpstreamTarget,
  revision: string,
  signal: AbortSignal,
): Promise<JsonRpcResponse> {
  const message = { jsonrpc: '2.0', id: 0, method: 'server/discover', params: {} } as const;
  const exchange = { message, sessionKey: '', clientCapabilities: mostAbleClient };
  return exchangeModern(http, target, { revision }, exchange, signal);
}

/** The revisions that a refusal names. */
function offeredInstead({ code, data }: { code: number; data?: unknown }): readonly unknown[] {
  const offered = code === errorCodes.unsupportedProtocolVersion ? memberOf(data, 'supported') : undefined;
  return Array.isArray(offered) ? offered : [];
}

function spokenAmong(offered: readonly unknown[]): string | undefined {
  return modernRevisions.findLast((known) => offered.includes(known));
}

function judgeDiscovery(target: UpstreamTarget, result: Record<string, unknown>): EraVerdict | undefined {
  const offered = memberOf(result, 'supportedVersions');
  // A server that answers everything somehow has not understood the question.
  if (!Array.isArray(offered)) return undefined;
  const revision = spokenAmong(offered);
  if (revision === undefined) return fallBack(target, offered);
  return {
    era: 'modern',
    revision,
    transport: target.transport,
    capabilities: objectOf(result, 'capabilities') ?? {},
    ...aboutServer(result, objectOf(result, '_meta'), metaKeys.serverInfo),
    checkedAt: new Date().toISOString(),
  };
}

function judgeError(
  target: UpstreamTarget,
  { error }: JsonRpcResponse & { error: { code: number; data?: unknown } },
) {
  if (!isModernError({ message: '', ...error })) return undefined;
  if (error.code === errorCodes.unsupportedProtocolVersion) return fallBack(target, offeredInstead(error));
  throw new McpUpstreamError(
    'refused_by_server',
    `${hostOf(target)} speaks MCP ${newestRevision.modern}, but refused to describe itself (error ${error.code}).`,
    "Look at the server's own log for the reason.",
  );
}

/** A server that names older revisions will take the handshake; one that names only others cannot be used. */
function fallBack(target: UpstreamTarget, offered: readonly unknown[]): undefined {
  const names = offered.filter((name) => typeof name === 'string');
  if (!names.some((name) => eraOf(name) === 'legacy')) throw unsupportedRevisionOf(target, names);
  return undefined;
}

async function greeted({ session, greeting }: Opened, target: UpstreamTarget): Promise<EraVerdict> {
  const verdict: EraVerdict = {
    era: 'legacy',
    transport: target.transport,
    ...greeting,
    checkedAt: new Date().toISOString(),
  };
  await session.close();
  return verdict;
}

/** Looks once more at an address that takes no messages: it may be the event stream of the oldest transport. */
async function otherTransport(
  http: GuardedHttp,
  target: UpstreamTarget,
  signal: AbortSignal,
  error: unknown,
): Promise<McpUpstreamError | undefined> {
  if (!(error instanceof McpUpstreamError) || !['not_mcp', 'web_page'].includes(error.code)) return undefined;
  const answer = await sendHttp(http, { target, method: 'GET', signal, maxBytes: DEFAULT_MAX_BYTES }).catch(
    () => undefined,
  );
  if (answer?.kind === 'stream') {
    answer.stream.destroy();
    return new McpUpstreamError(
      'other_transport',
      `${hostOf(target)} takes no messages at this address, but opens an event stream.`,
      'This looks like an HTTP+SSE server: choose that transport and try again.',
    );
  }
  const isWebPage = answer?.kind === 'foreign' && answer.looksLike === 'web_page' && answer.status < 400;
  return isWebPage ? foreignAnswer(target, answer) : undefined;
}

/** Tells the steps of a probe apart by what went wrong: the network does them in one go. */
class ProbeSteps {
  #isConnected = false;

  constructor(private readonly onStep: OnStep = () => undefined) {
    onStep?.({ name: 'address', status: 'running' });
  }

  connected(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.onStep({ name: 'address', status: 'done' });
    this.onStep({ name: 'connect', status: 'done' });
    this.onStep({ name: 'protocol', status: 'running' });
  }

  finish({ revision }: EraVerdict): void {
    this.connected();
    this.onStep({ name: 'protocol', status: 'done', detail: `MCP ${revision}` });
  }

  fail(error: Error): void {
    const code = error instanceof McpUpstreamError || error instanceof OutboundError ? error.code : '';
    if (!this.#isConnected && addressFailures.has(code))
      return this.onStep({ name: 'address', status: 'failed' });
    if (!this.#isConnected && connectFailures.has(code)) {
      this.onStep({ name: 'address', status: 'done' });
      return this.onStep({ name: 'connect', status: 'failed' });
    }
    this.connected();
    this.onStep({ name: 'protocol', status: 'failed' });
  }
}
