import type { Configuration } from '../../config/configuration.js';
import { largestResult } from '../../limits/result-rules.js';

/** How long and how large things may be; how much anybody may use is a matter of configuration and of the organization. */
export interface GatewayLimits {
  readonly sessionsPerToken: number;
  /** Resources whose updates one token may wait for. */
  readonly subscriptionsPerToken: number;
  /** Milliseconds from the head of a request to the end of its body. */
  readonly bodyMs: number;
  /** Milliseconds from forwarding a call to the end of its answer, whatever progress says. */
  readonly callMs: number;
  /** Milliseconds a person may take to answer what an upstream asks. */
  readonly answerMs: number;
  /** Milliseconds from forwarding a call to its end, however often its upstream asks something. */
  readonly conversationMs: number;
  /** How often an upstream may ask something in one call, and how much at once: more tires a person. */
  readonly roundsPerCall: number;
  readonly questionsAtOnce: number;
  /** Calls that wait for answers while their client is away. */
  readonly parkedPerToken: number;
  readonly parkedPerMember: number;
  readonly parkedPerOrganization: number;
  readonly parkedPerProcess: number;
  /** Characters that are kept of what an upstream says meanwhile, and of all calls that wait with their questions. */
  readonly parkedCharacters: number;
  readonly allParkedCharacters: number;
  /** Milliseconds of silence after which another process is taken for dead. */
  readonly silenceMs: number;
  /** Milliseconds between two letters that tell another process what an upstream says meanwhile. */
  readonly tellEveryMs: number;
  /** Bytes of requests and answers that are under way in this process, all together. */
  readonly heldBytes: number;
  /** Bytes of one upstream answer. */
  readonly resultBytes: number;
  /** Bytes of answers that may wait in this process for clients that were sent away. */
  readonly keptBytes: number;
  /** Milliseconds of silence after which a waiting client gets a sign of life. */
  readonly keepAliveMs: number;
  /** Tools that the aggregated address lists one by one; for more it offers to search. */
  readonly toolsListed: number;
  /** Milliseconds a search for tools may take. */
  readonly searchMs: number;
  /** Upstreams that are listened to for changes of their lists, in this process. */
  readonly followedPerOrganization: number;
  readonly followedPerProcess: number;
  /** Milliseconds an upstream is listened to after the last client that wanted to hear of its lists has left. */
  readonly lingerMs: number;
  /** Scans of one connector that its upstream's announcements cause at once, and milliseconds until one more. */
  readonly rescansAtOnce: number;
  readonly rescanEveryMs: number;
  /** Milliseconds before an upstream's own stream that ended is opened again; grows while that fails. */
  readonly reopenMs: number;
  /** Milliseconds between two exchanges of what was used with the other replicas. */
  readonly exchangeEveryMs: number;
  /** Milliseconds a stopping process waits for calls under way. */
  readonly drainMs: number;
}

/** The part of the room for all that what belongs to one member may take. */
export const partPerMember = 1 / 4;

/** Injection token of the limits. */
export const GATEWAY_LIMITS = Symbol('GatewayLimits');

export const defaultLimits: GatewayLimits = {
  sessionsPerToken: 200,
  subscriptionsPerToken: 200,
  bodyMs: 30_000,
  callMs: 120_000,
  answerMs: 10 * 60_000,
  conversationMs: 30 * 60_000,
  roundsPerCall: 16,
  questionsAtOnce: 16,
  parkedPerToken: 16,
  parkedPerMember: 16,
  parkedPerOrganization: 256,
  parkedPerProcess: 256,
  parkedCharacters: 256 * 1024,
  allParkedCharacters: 64 * 1024 * 1024,
  silenceMs: 4_000,
  tellEveryMs: 500,
  heldBytes: 256 * 1024 * 1024,
  resultBytes: largestResult,
  keptBytes: 64 * 1024 * 1024,
  keepAliveMs: 15_000,
  toolsListed: 60,
  searchMs: 2_000,
  followedPerOrganization: 200,
  followedPerProcess: 1_000,
  lingerMs: 30_000,
  rescansAtOnce: 5,
  rescanEveryMs: 10_000,
  reopenMs: 1_000,
  exchangeEveryMs: 1_000,
  drainMs: 10_000,
};

/** The limits of this installation: what its operator chose, and for the rest what holds everywhere. */
export function limitsOf({ toolsListed, heldMegabytes, questions = {} }: Configuration): GatewayLimits {
  const { callsPerToken, callsPerMember, callsPerOrganization, callsPerProcess } = questions;
  const { answerSeconds, callSeconds, questionsAtOnce, rounds, kilobytesPerCall, megabytes } = questions;
  const chosen: Readonly<Partial<Record<keyof GatewayLimits, number | undefined>>> = {
    toolsListed,
    heldBytes: times(heldMegabytes, 1024 * 1024),
    parkedPerToken: callsPerToken,
    parkedPerMember: callsPerMember,
    parkedPerOrganization: callsPerOrganization,
    parkedPerProcess: callsPerProcess,
    answerMs: times(answerSeconds, 1_000),
    conversationMs: times(callSeconds, 1_000),
    questionsAtOnce,
    roundsPerCall: rounds,
    parkedCharacters: times(kilobytesPerCall, 1024),
    allParkedCharacters: times(megabytes, 1024 * 1024),
  };
  const set = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return { ...defaultLimits, ...(Object.fromEntries(set) as Partial<GatewayLimits>) };
}

function times(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value * unit;
}
