import type { CompiledPolicy } from '../../policies/policy.js';
import type { Caller } from './authenticate.js';
import type { Asked } from './classify.js';
import type { Decided } from './decide.js';
import type { GatewayRefusal } from './gateway-refusal.js';
import type { Arrival } from './receive.js';
import type { Resolved } from './resolve.js';
import type { Answer } from './respond.js';
import { Stopping } from './stopping.js';
import type { Trail } from './record.js';
import type { Inspection } from '../results/inspection.js';
import type { Stay } from '../limits/stay.js';
import type { JsonRpcId } from '../../platform/mcp/jsonrpc.js';
import type { Timeline } from '../../platform/telemetry/timeline.js';
import type { ExchangeTrace } from '../../platform/telemetry/traces.js';

/** One HTTP request and as much as is known of it so far: each step of the pipeline adds what it finds out. */
export class Turn {
  /** What the message asks for, for logs and metrics. */
  method = 'none';
  messageId: JsonRpcId | null = null;
  /** Where it stands among those under way. */
  place = -1;
  requestBytes = 0;
  /** Bytes that are kept for it, of its body and of its answer. */
  held = 0;
  /** Keeps so many bytes more, or says why there is no room for them. */
  hold: (bytes: number) => GatewayRefusal | undefined = () => undefined;
  caller?: Caller;
  policy?: CompiledPolicy;
  resolved?: Resolved;
  trail?: Trail;
  asked?: Asked;
  decided?: Decided;
  /** What was found in what the upstream said, where results are looked at. */
  inspection?: Inspection;
  /** What was found in the answer of a call that another request began. */
  found?: Inspection['details'];
  /** What it uses of somebody's limits. */
  stay?: Stay;
  /** How it ended, if it was refused. */
  refusal?: GatewayRefusal;
  /** How it ended, if it reached an upstream. */
  outcome?: { readonly outcome: 'success' | 'failure'; readonly code?: string };
  readonly #cancel = new AbortController();

  constructor(
    readonly arrival: Arrival,
    readonly answer: Answer,
    readonly timeline: Timeline,
    readonly trace: ExchangeTrace,
  ) {
    answer.onSaid = () => this.stay?.moved(this.#bytes);
  }

  /** Fires when nobody waits for the answer any more, or when this process does not. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  readonly cancel = (): void => this.#cancel.abort();

  get #bytes(): number {
    return this.requestBytes + this.answer.bytes;
  }

  /** Keeps what came of its answer; ends it where there is no room for that. */
  readonly received = (bytes: number): void => {
    const refusal = this.hold(bytes);
    if (refusal) this.cutShort(refusal);
  };

  /** Ends it though somebody waits for it: this process stops, or has no room for its answer. */
  cutShort(why: Stopping | GatewayRefusal = new Stopping()): void {
    this.#cancel.abort(why);
  }

  /** Gives back what it used once its client has taken the answer: until then it takes its place. */
  end(taken: () => void): void {
    this.answer.whenTaken(() => {
      this.stay?.end(this.#bytes);
      taken();
    });
  }
}

/** A turn that counts against its caller's limits. */
export type EnteredTurn = Turn & Required<Pick<Turn, 'stay'>>;

/** A turn whose caller is let in. At the organization's aggregated address no connector is known yet. */
export type AdmittedTurn = Turn & Required<Pick<Turn, 'caller' | 'policy' | 'trail' | 'stay'>>;

/** A turn whose caller and connector are known. */
export type ResolvedTurn = AdmittedTurn & Required<Pick<Turn, 'resolved'>>;

/** A turn whose request is understood, wherever it goes. */
export type AddressedTurn = AdmittedTurn & Required<Pick<Turn, 'asked'>>;

/** A turn whose request is understood, and the connector it goes to known. */
export type AskedTurn = ResolvedTurn & Required<Pick<Turn, 'asked'>>;

/** Whether it is known which connector a request goes to. */
export function isResolved(turn: AddressedTurn): turn is AskedTurn {
  return turn.resolved !== undefined;
}
