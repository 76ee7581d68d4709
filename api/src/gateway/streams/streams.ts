import { Inject, Injectable } from '@nestjs/common';
import { memberOf, objectOf } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { metaKeys } from '../../platform/mcp/revisions/envelope.js';
import { Log } from '../../platform/telemetry/log.js';
import { TellingConnectors } from '../aggregate/telling-connectors.js';
import { UpstreamTargets } from '../calls/credential.js';
import { capabilitiesFor, sessionKeyOf } from '../calls/relay.js';
import { Admission } from '../limits/admission.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { serverInfoOf } from '../offerings/lists.js';
import type { Caller } from '../pipeline/authenticate.js';
import { Resolution, type Resolved } from '../pipeline/resolve.js';
import { successText } from '../pipeline/respond.js';
import { Stopping } from '../pipeline/stopping.js';
import type { AddressedTurn, AdmittedTurn } from '../pipeline/turn.js';
import type { GatewaySession } from '../sessions/gateway-session.js';
import { Tasks } from '../tasks/tasks.js';
import { Upstreams } from '../upstreams/upstreams.js';
import { announcedLists, Announcements, type AnnouncedList } from './announcements.js';
import { FollowedConnectors } from './followed-connectors.js';
import { GatewaySubscriptions } from './gateway-subscriptions.js';
import { ModernSubscriptions } from './modern-subscriptions.js';
import { OpenResources, type Lost } from './open-resources.js';
import { OpenTasks } from './open-tasks.js';
import { UpstreamLists, type Following } from './upstream-lists.js';
import { Replays } from './replays.js';
import { SessionStreams } from './session-streams.js';
import type { Listener } from './standing-stream.js';
import { StandingStreams } from './standing-streams.js';
import { Whereabouts } from './whereabouts.js';

type Revalidate = () => Promise<Caller | undefined>;

/** How long a client waits at most for the upstream to be listened to, so that it misses nothing it causes itself. */
const settleMs = 1_000;

/** The same at the address of all connectors, where one that hangs is not to be noticed at the others. */
const settleTogetherMs = 250;

/** What a stream tells of beside lists, and how it is ended from here. */
interface Opening {
  readonly resources: OpenResources;
  /** Of a modern stream. */
  readonly tasks: OpenTasks | undefined;
  readonly end: () => void;
  /** Takes note of what the policy took away. */
  readonly drop: (lost: readonly Lost[]) => Promise<void>;
}

/** How one kind of stream begins, speaks and ends. */
interface Manner {
  readonly lists: readonly AnnouncedList[];
  /** The session of a legacy stream. */
  readonly session?: GatewaySession;
  /** Puts what is watched from the beginning into the stream. */
  readonly begin: (opening: Opening) => Promise<void>;
  readonly opened: (opening: Pick<Opening, 'resources' | 'tasks'>) => void | Promise<void>;
  readonly worded: (notification: JsonRpcNotification) => JsonRpcNotification;
  /** Called with the resources that the policy took away while the stream was open. */
  readonly dropped: (uris: readonly string[]) => Promise<void>;
  readonly ended: () => void;
}

/** Long-lived streams: changes of what a caller is offered, updates of the resources and tasks it watches. */
@Injectable()
export class Streams {
  constructor(
    private readonly announcements: Announcements,
    private readonly subscriptions: GatewaySubscriptions,
    private readonly modern: ModernSubscriptions,
    private readonly ofSessions: SessionStreams,
    private readonly admission: Admission,
    private readonly upstreamLists: UpstreamLists,
    private readonly replays: Replays,
    private readonly standing: StandingStreams,
    private readonly whereabouts: Whereabouts,
    private readonly tasks: Tasks,
    private readonly targets: UpstreamTargets,
    private readonly upstreams: Upstreams,
    private readonly telling: TellingConnectors,
    private readonly resolution: Resolution,
    private readonly log: Log,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  /** The GET stream of a legacy session. */
  async get(turn: AdmittedTurn, session: GatewaySession, revalidate: Revalidate): Promise<void> {
    const { caller } = turn;
    let leave: () => void = () => undefined;
    const manner: Manner = {
      lists: announcedLists,
      session,
      begin: async ({ resources, end, drop }) => {
        const load = async () =>
          drop(await resources.set(await this.subscriptions.ofSession(caller, session)));
        leave = this.ofSessions.enter(session, caller, { load, end });
        await load();
      },
      opened: () => turn.answer.open(),
      worded: (notification) => notification,
      dropped: (uris) => this.subscriptions.drop(caller, session, uris),
      ended: () => turn.answer.close(200),
    };
    await this.#run(turn, revalidate, manner).finally(() => leave());
  }

  /** A GET that asks for the rest of an answer whose stream was closed. */
  async resume(
    turn: AdmittedTurn,
    session: GatewaySession,
    lastEventId: string,
    revalidate: Revalidate,
  ): Promise<void> {
    this.admission.stream(turn.stay, turn.policy, turn.resolved?.connector);
    await this.replays.resume(turn, session, lastEventId, revalidate);
  }

  /** `subscriptions/listen` of the modern era: says first what it will announce. */
  async listen(turn: AddressedTurn, revalidate: Revalidate): Promise<void> {
    const { id, method: listening } = turn.asked.request;
    const wanted = objectOf(turn.asked.request.params, 'notifications');
    const lists = announcedLists.filter((list) => memberOf(wanted, `${list}ListChanged`) === true);
    const _meta = { [metaKeys.subscriptionId]: id };
    const worded = (notification: JsonRpcNotification): JsonRpcNotification => ({
      ...notification,
      params: {
        ...notification.params,
        _meta: { ...objectOf(notification.params, '_meta'), ..._meta },
      },
    });
    const { resources, tasks } = this.modern.of(turn);
    // A stream lasts, and the body that opened it may have been as long as any.
    turn.asked = { ...turn.asked, request: { jsonrpc: '2.0', id, method: listening } };
    const manner: Manner = {
      lists,
      begin: async (opening) => {
        await resources.begin(opening.resources);
        if (opening.tasks) await tasks.begin(opening.tasks);
      },
      opened: (told) => {
        const notifications = {
          ...Object.fromEntries(lists.map((list) => [`${list}ListChanged`, true])),
          ...(resources.isAsked ? { resourceSubscriptions: [...told.resources.uris] } : {}),
          ...(tasks.isAsked ? { taskIds: told.tasks?.names ?? [] } : {}),
        };
        const method = 'notifications/subscriptions/acknowledged';
        return turn.answer.send(worded({ jsonrpc: '2.0', method, params: { notifications } }));
      },
      worded,
      dropped: async () => undefined,
      ended: () => {
        const result = {
          resultType: 'complete',
          _meta: { ..._meta, [metaKeys.serverInfo]: serverInfoOf(turn.resolved) },
        };
        turn.answer.end(successText(id, JSON.stringify(result)));
      },
    };
    await this.#run(turn, revalidate, manner).finally(() => {
      resources.end();
      tasks.end();
    });
  }

  async #run(turn: AdmittedTurn, revalidate: Revalidate, manner: Manner): Promise<void> {
    const { answer, arrival, caller, policy, resolved, stay, trail } = turn;
    const { lists } = manner;
    this.admission.stream(stay, policy, resolved?.connector);
    const opened = Promise.withResolvers<void>();
    const over = Promise.withResolvers<'left' | 'ended' | 'stopping'>();
    let hasEnded = false;
    const end = (why: 'ended' | 'stopping' = 'ended') => {
      hasEnded = true;
      over.resolve(why);
    };
    const onAbort = () => (turn.signal.reason instanceof Stopping ? end('stopping') : over.resolve('left'));
    const send = async (notification: JsonRpcNotification) => {
      await opened.promise;
      // What ended a stream is still being recorded while others speak.
      if (!hasEnded) await answer.send(manner.worded(notification));
    };
    const drop = (lost: readonly Lost[]) => this.#drop(turn, manner, lost);
    const { standing, whereabouts } = this;
    const listenerAt = (connector: Resolved) => listenerOf(turn, manner.session, connector);
    const resources = new OpenResources(arrival, caller, { standing, whereabouts, listenerAt, end }, send);
    let following: Following | undefined;
    const together = resolved || lists.length === 0 ? undefined : this.#together();
    const tasks = this.#tasksOf(turn, send, end);
    const look = async (now: Caller) => {
      // Fails where the caller has nothing to do with this connector any more, and so ends the stream.
      const current = await this.whereabouts.connector(arrival, now);
      await drop(await resources.look(now));
      await drop((await tasks?.look(now)) ?? []);
      if (current) await following?.renew(current);
      await together?.follow(arrival.organizationSlug, now);
    };
    let remove: () => void = () => undefined;
    try {
      await trail.stream({ lists }, async () => {
        if (resolved && lists.length > 0) following = this.upstreamLists.follow(resolved);
        turn.signal.addEventListener('abort', onAbort, { once: true });
        if (turn.signal.aborted) onAbort();
        await manner.begin({ resources, tasks, end, drop });
        await together?.follow(arrival.organizationSlug, caller);
        const { organizationSlug, connectorSlug } = arrival;
        const address = { organizationSlug, ...(connectorSlug === undefined ? {} : { connectorSlug }) };
        remove = this.announcements.add({ ...address, lists, revalidate, onChange: look, send, end }, caller);
        await settledSoon([resources, tasks, following], resolved ? settleMs : settleTogetherMs);
        await manner.opened({ resources, tasks });
        opened.resolve();
        answer.keepAlive(this.limits.keepAliveMs);
        const reason = await over.promise;
        return { resources: resources.uris.size, reason };
      });
      if ((await over.promise) !== 'left') manner.ended();
    } finally {
      remove();
      resources.close();
      tasks?.close();
      following?.leave();
      together?.leave();
      turn.cancel();
    }
  }

  /** The lists of all connectors. Nobody waits until it is known whose they are. */
  #together() {
    const { telling, resolution, upstreamLists } = this;
    const followed = new FollowedConnectors({ telling, resolution, lists: upstreamLists });
    return {
      follow: async (organizationSlug: string, caller: Caller) => {
        const policy = await resolution.policyOf(organizationSlug);
        if (!policy) return;
        followed.look(policy, caller).catch((error: unknown) => {
          this.log.info({ err: error }, 'the lists of all connectors cannot be followed at the moment');
        });
      },
      leave: () => followed.leave(),
    };
  }

  #tasksOf(
    turn: AdmittedTurn,
    send: (notification: JsonRpcNotification) => Promise<void>,
    end: () => void,
  ): OpenTasks | undefined {
    const { asked } = turn;
    if (!asked) return undefined;
    const { standing, whereabouts, tasks, targets, upstreams } = this;
    const { resultBytes } = this.limits;
    const listenerAt = (connector: Resolved) => listenerOf(turn, undefined, connector);
    const parts = { standing, whereabouts, tasks, targets, upstreams, listenerAt, end, resultBytes };
    return new OpenTasks(Object.assign(turn, { asked }), parts, send);
  }

  async #drop({ trail }: AdmittedTurn, { dropped }: Manner, lost: readonly Lost[]): Promise<void> {
    if (lost.length === 0) return;
    await dropped(lost.map(({ decided }) => decided.question.asked));
    for (const { resolved, decided } of lost) {
      await trail.about(resolved).subscription('gateway.unsubscribed', decided, { reason: 'policy' });
    }
  }
}

/** As whom a stream's client is listened for at a connector. */
function listenerOf(
  { caller, asked }: AdmittedTurn,
  session: GatewaySession | undefined,
  resolved: Resolved,
): Listener {
  const era = session ? 'legacy' : 'modern';
  const clientCapabilities = session?.client.capabilities ?? asked?.clientCapabilities ?? {};
  return {
    sessionKey: sessionKeyOf({ caller, asked, resolved }, session),
    context: caller.context,
    clientCapabilities: capabilitiesFor({ era, clientCapabilities }, resolved.served.verdict.era),
  };
}

/** Waits for what is soon settled, and no longer: an upstream that is slow delays nobody for long. */
async function settledSoon(
  waited: readonly ({ readonly settled: Promise<unknown> } | undefined)[],
  withinMs: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
  const all = Promise.all(waited.flatMap((one) => (one ? [one.settled] : [])));
  await Promise.race([all, late]);
  clearTimeout(timer);
}
