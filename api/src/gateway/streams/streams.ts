import { Inject, Injectable } from '@nestjs/common';
import { memberOf, objectOf } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { metaKeys } from '../../platform/mcp/revisions/envelope.js';
import { announcedLists, Announcements, type AnnouncedList } from './announcements.js';
import type { Caller } from '../pipeline/authenticate.js';
import { GATEWAY_LIMITS, Occupancy, type GatewayLimits } from '../limits/limits.js';
import { serverInfoOf } from '../offerings/lists.js';
import { successText } from '../pipeline/respond.js';
import type { AddressedTurn, AdmittedTurn } from '../pipeline/turn.js';

type Revalidate = () => Promise<Caller | undefined>;

/** Long-lived streams that announce changes of what a caller is offered; nothing else travels on them. */
@Injectable()
export class Streams {
  private readonly places: Occupancy;

  constructor(
    private readonly announcements: Announcements,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {
    this.places = new Occupancy(limits.streamsPerToken, 'streams open');
  }

  /** The GET stream of a legacy session. */
  async get(turn: AdmittedTurn, revalidate: Revalidate): Promise<void> {
    await this.#run(turn, announcedLists, revalidate, {
      opened: () => turn.answer.open(),
      worded: (notification) => notification,
      ended: () => turn.answer.close(200),
    });
  }

  /** `subscriptions/listen` of the modern era: says first what it will announce. */
  async listen(turn: AddressedTurn, revalidate: Revalidate): Promise<void> {
    const { request } = turn.asked;
    const wanted = objectOf(request.params, 'notifications');
    const lists = announcedLists.filter((list) => memberOf(wanted, `${list}ListChanged`) === true);
    const _meta = { [metaKeys.subscriptionId]: request.id };
    const worded = (notification: JsonRpcNotification): JsonRpcNotification => ({
      ...notification,
      params: { ...notification.params, _meta },
    });
    await this.#run(turn, lists, revalidate, {
      opened: () =>
        turn.answer.send(
          worded({
            jsonrpc: '2.0',
            method: 'notifications/subscriptions/acknowledged',
            params: { notifications: Object.fromEntries(lists.map((list) => [`${list}ListChanged`, true])) },
          }),
        ),
      worded,
      ended: () => {
        const result = {
          resultType: 'complete',
          _meta: { ..._meta, [metaKeys.serverInfo]: serverInfoOf(turn.resolved) },
        };
        turn.answer.end(successText(request.id, JSON.stringify(result)));
      },
    });
  }

  async #run(
    turn: AdmittedTurn,
    lists: readonly AnnouncedList[],
    revalidate: Revalidate,
    how: {
      readonly opened: () => void | Promise<void>;
      readonly worded: (notification: JsonRpcNotification) => JsonRpcNotification;
      readonly ended: () => void;
    },
  ): Promise<void> {
    const { answer, arrival, caller, trail } = turn;
    const leave = this.places.enter(caller.tokenId);
    try {
      await trail.stream('gateway.stream_opened', { lists });
      const over = new Promise<'left' | 'ended'>((resolve) => {
        turn.signal.addEventListener('abort', () => resolve('left'), { once: true });
        if (turn.signal.aborted) resolve('left');
        const remove = this.announcements.add(
          {
            organizationSlug: arrival.organizationSlug,
            connectorSlug: arrival.connectorSlug,
            lists,
            revalidate,
            send: (notification) => answer.send(how.worded(notification)),
            end: () => resolve('ended'),
          },
          caller,
        );
        turn.signal.addEventListener('abort', remove, { once: true });
      });
      await how.opened();
      answer.keepAlive(this.limits.keepAliveMs);
      const reason = await over;
      turn.cancel();
      await trail.stream('gateway.stream_closed', { lists, reason });
      if (reason === 'ended') how.ended();
    } finally {
      turn.cancel();
      leave();
    }
  }
}
