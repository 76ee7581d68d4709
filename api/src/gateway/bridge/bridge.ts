import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isFailure, type JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import { canAnswer, questionFor, wantedAddressesOf } from '../../platform/mcp/revisions/questions.js';
import { Relay } from '../calls/relay.js';
import { Upstreams } from '../upstreams/upstreams.js';
import type { BridgedCall } from './bridged-call.js';
import { ParkedCalls } from './parked-calls.js';
import { Rounds } from './rounds.js';

/** The state of a call that an older upstream wants made again from its beginning. */
const anew = 'anew';

/** Makes a call in the way that the eras of its client and its upstream need, so that either can ask the other. */
@Injectable()
export class Bridge {
  constructor(
    private readonly relay: Relay,
    private readonly upstreams: Upstreams,
    private readonly rounds: Rounds,
    private readonly parked: ParkedCalls,
  ) {}

  async exchange(call: BridgedCall): Promise<JsonRpcResponse> {
    const { turn, request, trail, inputSchema } = call;
    const upstream = this.upstreams.eraFor(turn);
    // One that is found to be of another era in the middle of the call asks in the way of that era.
    if (turn.asked.era === 'legacy') return this.rounds.exchange(call);
    if (upstream === 'modern') return this.relay.exchange(turn, request, trail, inputSchema);
    const isAnew = request.params?.['requestState'] === anew;
    const { requestState: _anew, ...params } = request.params ?? {};
    return withAddresses(
      call,
      await this.parked.exchange(isAnew ? { ...call, request: { ...request, params } } : call),
    );
  }
}

/** An older upstream's error that an address has to be opened first, as the question it is to a modern client. */
function withAddresses({ turn, request }: BridgedCall, response: JsonRpcResponse): JsonRpcResponse {
  const wanted = isFailure(response) ? wantedAddressesOf(response.error) : undefined;
  const { clientCapabilities } = turn.asked;
  if (!wanted?.every((question) => canAnswer(clientCapabilities, question))) return response;
  const inputRequests = Object.fromEntries(
    wanted.map((question, index) => [`address-${index + 1}`, questionFor('modern', question, randomUUID)]),
  );
  return {
    jsonrpc: '2.0',
    id: request.id,
    result: { resultType: 'input_required', inputRequests, requestState: anew },
  };
}
