import type { Classification } from '../contracts/classification.js';
import type { ContractState, OfferingKind } from '../contracts/contract.js';
import type { ConnectorState } from '../connectors/connector.js';
import type { ChosenLimits } from '../limits/limit-setting.js';

export type { Classification, ConnectorState, ContractState, OfferingKind };

/** One cell of tools x audiences. */
export type RuleEffect = 'allow' | 'block';

/** The order in which kinds are listed. */
export const offeringKinds: readonly OfferingKind[] = [
  'tool',
  'resource',
  'resource_template',
  'prompt',
  'instructions',
];

/** Who is covered by something: everyone in the organization, or the members of these groups. */
export interface Audience {
  readonly everyone: boolean;
  readonly groupIds: ReadonlySet<string>;
}

/** An offering with everything that is needed to decide about it. */
export interface CompiledOffering {
  readonly id: string;
  readonly kind: OfferingKind;
  readonly name: string;
  readonly classification: Classification;
  readonly contract: ContractState;
  readonly approvedHash: string | null;
  /** Effects by group id; the key `everyone` is the rule for everyone the connector is published to. */
  readonly rules: ReadonlyMap<string, RuleEffect>;
}

export interface CompiledConnector {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly state: ConnectorState;
  readonly audience: Audience;
  readonly offerings: ReadonlyMap<OfferingKind, ReadonlyMap<string, CompiledOffering>>;
}

/** The whole policy of one organization at one version. Never changed: a new version is a new object. */
export interface CompiledPolicy {
  readonly organizationId: string;
  readonly version: number;
  readonly connectors: ReadonlyMap<string, CompiledConnector>;
  /** Names of the groups that rules and publications mention, for words that people can read. */
  readonly groupNames: ReadonlyMap<string, string>;
  /** Limits count, so `decide` does not know them; they change with the policy all the same. */
  readonly limits: ChosenLimits;
}

/** The key of the rule that covers everyone. Not a group id, which is a UUID. */
export const everyone = 'everyone';

/** Who asks. Looked up for each request, so that a directory sync does not recompile the policy. */
export interface Principal {
  readonly memberId: string;
  readonly groupIds: ReadonlySet<string>;
  readonly active: boolean;
}

/** One connector a token reaches. A list of tools is the whole list: resources and prompts are not in it. */
export interface ConnectorScope {
  readonly connectorId: string;
  readonly slug: string;
  readonly tools: 'all' | readonly string[];
}

/** What a token lets its owner do at the gateway. It only narrows: the owner's own permissions always hold too. */
export interface GatewayScope {
  /** Null reaches no connector at all. */
  readonly connectors: 'all' | readonly ConnectorScope[] | null;
  /** `read` reaches only what the organization classified as reading. */
  readonly access: 'read' | 'write';
}

/** One question to the policy. */
export interface PolicyRequest {
  readonly principal: Principal;
  readonly token?: GatewayScope;
  readonly connectorSlug: string;
  readonly offering: { readonly kind: OfferingKind; readonly name: string };
  /** When the request is made. No rule depends on the time yet. */
  readonly at: Date;
}

/** What a decision rests on: the first thing in the order of authority that settles the question. */
export type Ground =
  | 'unknown_connector'
  | 'connector_draft'
  | 'connector_suspended'
  | 'connector_retired'
  | 'unknown_offering'
  | 'not_approved'
  | 'contract_gone'
  | 'contract_changed'
  | 'not_published'
  | 'rule_block'
  | 'no_rule'
  | 'token_connector'
  | 'token_tool'
  | 'token_read_only'
  | 'member_inactive'
  | 'rule_allow'
  | 'instructions_approved';

/** The policy's answer to one request, with the rule that made it in words a person can read. */
export interface Decision {
  readonly effect: 'allow' | 'deny';
  readonly ground: Ground;
  /**
   * Whether the caller may learn that the thing exists. Where it is false the caller gets the answer for a thing that
   * does not exist, and `rule`, `reason` and `nextStep` are for the record only.
   */
  readonly visible: boolean;
  readonly rule: string;
  readonly reason: string;
  readonly nextStep: string;
  readonly policyVersion: number;
  /** The approved contract to serve, whenever there is one. */
  readonly contractHash?: string;
  readonly connectorId?: string;
  readonly offeringId?: string;
}
