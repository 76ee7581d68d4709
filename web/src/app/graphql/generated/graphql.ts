/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type ApprovalInput = {
  /** The hash that the approver read. */
  hash: string;
  offeringId: string;
};

export type ApproveOfferingsInput = {
  approvals: Array<ApprovalInput>;
  connectorId: string;
};

export type AuditFilter = {
  actorId?: string | null | undefined;
  connectorId?: string | null | undefined;
  /** Inclusive. */
  from?: string | null | undefined;
  offeringName?: string | null | undefined;
  outcome?: AuditOutcome | null | undefined;
  search?: string | null | undefined;
  targetId?: string | null | undefined;
  /** Exclusive. */
  to?: string | null | undefined;
  /** 32 hexadecimal digits. */
  traceId?: string | null | undefined;
  types?: Array<string> | null | undefined;
};

export type AuditOutcome =
  | 'DENIED'
  | 'FAILURE'
  | 'SUCCESS';

export type AuthenticationKind =
  | 'NONE'
  | 'STATIC_HEADER';

/** Whether a gateway lets calls through: all, none, or one at a time to try. */
export type BreakerPhase =
  | 'CLOSED'
  | 'HALF_OPEN'
  | 'OPEN';

/** What becomes of an offering that a scan finds new or changed. */
export type ChangeHandling =
  /** It is approved as it is. What is new still has no rule, so nobody may use it yet. */
  | 'APPROVE'
  /** It waits until a person has read and approved it. */
  | 'HOLD'
  /** It is approved as it is, and what is new may be used by everyone the connector is published to, unless it destroys. */
  | 'OFFER';

/** The organization's own judgement of what using an offering does. */
export type Classification =
  | 'DESTRUCTIVE'
  | 'READ'
  | 'WRITE';

export type ClassifyOfferingInput = {
  classification: Classification;
  offeringId: string;
};

export type ConnectorFilter = {
  heldOnly?: boolean | null | undefined;
  search?: string | null | undefined;
  states?: Array<ConnectorState> | null | undefined;
  /** Only those that wait for somebody: held, failed at the last scan, suspended, or a draft. */
  waiting?: boolean | null | undefined;
};

export type ConnectorState =
  | 'DRAFT'
  | 'PUBLISHED'
  | 'RETIRED'
  | 'SUSPENDED';

export type ConnectorStateInput = {
  id: string;
  reason?: string | null | undefined;
  version: number;
};

export type ContractState =
  | 'APPROVED'
  /** The server offers something else than was approved; held. */
  | 'CHANGED'
  /** Approved, and not seen by the last scan. */
  | 'GONE'
  /** Never approved. */
  | 'NEW';

export type CreateTokenInput = {
  /** Null: it reaches no connector. */
  access?: TokenAccess | null | undefined;
  /** Permissions you hold, see grantableScopes. */
  apiScopes?: Array<string> | null | undefined;
  /** Null, where there is access: every connector published to you. */
  connectors?: Array<TokenConnectorInput> | null | undefined;
  expiresAt: string;
  name: string;
};

export type DataClass =
  | 'CONFIDENTIAL'
  | 'INTERNAL'
  | 'PUBLIC'
  | 'RESTRICTED';

/** How a connector fares by the calls and probes of the last minutes. UNKNOWN: there were none lately. */
export type HealthState =
  | 'DEGRADED'
  | 'DOWN'
  | 'HEALTHY'
  | 'UNKNOWN';

export type HealthWindow =
  | 'DAY'
  | 'HOUR'
  | 'WEEK';

export type LimitInput = {
  quantity: LimitQuantity;
  subject: LimitSubject;
  /** Null takes the choice back. */
  value?: number | null | undefined;
};

/** What is counted. */
export type LimitQuantity =
  | 'BYTES_PER_MINUTE'
  | 'CONCURRENT_REQUESTS'
  | 'OPEN_STREAMS'
  | 'REQUESTS_PER_MINUTE';

/** Where a limit was chosen. */
export type LimitSource =
  | 'CONNECTOR'
  | 'INSTALLATION'
  | 'ORGANIZATION';

/** Whose use is counted. */
export type LimitSubject =
  | 'CONNECTOR'
  | 'MEMBER'
  | 'ORGANIZATION'
  | 'TOKEN'
  | 'TOOL';

export type OfferingKind =
  | 'INSTRUCTIONS'
  | 'PROMPT'
  | 'RESOURCE'
  | 'RESOURCE_TEMPLATE'
  | 'TOOL';

export type OrganizationKind =
  | 'BUSINESS'
  | 'EDUCATION';

/** Replaces the audiences of a connector; none at all makes it a draft again. */
export type PublishConnectorInput = {
  everyone: boolean;
  groupIds: Array<string>;
  id: string;
  version: number;
};

export type RegisterConnectorInput = {
  dataClass?: DataClass | null | undefined;
  headerName?: string | null | undefined;
  headerValue?: string | null | undefined;
  name: string;
  /** The person registering, unless told. */
  ownerId?: string | null | undefined;
  purpose?: string | null | undefined;
  scanId: string;
  slug: string;
};

/** What is left out or null is not chosen here. */
export type ResultSettingsInput = {
  listedHosts?: Array<string> | null | undefined;
  /** A whole number. */
  maximumBytes?: number | null | undefined;
  redactPersonalData?: boolean | null | undefined;
  redactSecrets?: boolean | null | undefined;
  removeHidden?: boolean | null | undefined;
  reportMarkers?: boolean | null | undefined;
};

export type RevokeTokenInput = {
  id: string;
};

export type Role =
  | 'ADMIN'
  | 'AUDITOR'
  | 'DEVELOPER'
  | 'MEMBER'
  | 'OWNER'
  | 'REVIEWER'
  | 'UNIT_ADMIN';

export type RuleChangeInput = {
  /** Null removes the rule. */
  effect?: RuleEffect | null | undefined;
  /** Null is everyone the connector is published to. */
  groupId?: string | null | undefined;
  offeringId: string;
};

/** A block always wins; no rule is a no. */
export type RuleEffect =
  | 'ALLOW'
  | 'BLOCK';

export type ScanStatus =
  | 'FAILED'
  | 'RUNNING'
  | 'SUCCEEDED';

export type SetChangeHandlingInput = {
  connectorId: string;
  handling: ChangeHandling;
  version: number;
};

/** Without a header name the credential is removed. */
export type SetConnectorCredentialInput = {
  connectorId: string;
  headerName?: string | null | undefined;
  headerValue?: string | null | undefined;
  version: number;
};

export type SetLimitsInput = {
  /** Null: the organization. */
  connectorId?: string | null | undefined;
  /** Limits that are left out stay as they are. */
  limits: Array<LimitInput>;
  /** One tool, resource or prompt of the connector. */
  offeringId?: string | null | undefined;
  /** Null: stays as it is. */
  results?: ResultSettingsInput | null | undefined;
  /** The version that was seen; 0 where nothing was chosen yet. */
  version: number;
};

/** All of the changes are saved, or none. */
export type SetRulesInput = {
  changes: Array<RuleChangeInput>;
  connectorId: string;
  version: number;
};

/** Either a registered connector, or the address of a server that is not registered yet. */
export type StartScanInput = {
  connectorId?: string | null | undefined;
  headerName?: string | null | undefined;
  headerValue?: string | null | undefined;
  transport?: Transport | null | undefined;
  url?: string | null | undefined;
};

export type StepStatus =
  | 'DONE'
  | 'FAILED'
  | 'RUNNING'
  | 'WAITING';

export type TokenAccess =
  | 'READ'
  | 'WRITE';

export type TokenConnectorInput = {
  slug: string;
  /** Null is every tool that is allowed. */
  tools?: Array<string> | null | undefined;
};

export type TokenFilter = {
  active?: boolean | null | undefined;
  mine?: boolean | null | undefined;
  ownerId?: string | null | undefined;
};

export type Transport =
  | 'HTTP_SSE'
  | 'STREAMABLE_HTTP';

export type UpdateConnectorInput = {
  /** Unchanged unless given; null is the default. */
  callTimeoutSeconds?: number | null | undefined;
  /** Unchanged unless given; null is the default. */
  concurrentCalls?: number | null | undefined;
  dataClass: DataClass;
  id: string;
  name: string;
  ownerId: string;
  purpose: string;
  transport: Transport;
  url: string;
  version: number;
};

export type AuditRowFragment = { id: string, type: string, outcome: AuditOutcome, recordedAt: string, summary: string, actorKind: string, actorLabel: string, channel: string, decisionEffect: string | null, decisionRule: string | null, connector: { id: string, slug: string, name: string } | null };

export type AuditEventsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;


export type AuditEventsQuery = { auditEvents: { edges: Array<{ node: { id: string, type: string, outcome: AuditOutcome, recordedAt: string, summary: string, actorKind: string, actorLabel: string, channel: string, decisionEffect: string | null, decisionRule: string | null, connector: { id: string, slug: string, name: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuditEventDetailQueryVariables = Exact<{
  id: string;
}>;


export type AuditEventDetailQuery = { auditEvent: { occurredAt: string, actorRoles: Array<string>, offeringKind: string | null, offeringName: string | null, targetKind: string | null, targetId: string | null, targetName: string | null, decisionReason: string | null, policyVersion: number | null, contractHash: string | null, requestId: string, traceId: string | null, sourceAddress: string | null, userAgent: string | null, reason: string | null, tokenId: string | null, tokenName: string | null, clientName: string | null, change: unknown, details: unknown, body: unknown, id: string, type: string, outcome: AuditOutcome, recordedAt: string, summary: string, actorKind: string, actorLabel: string, channel: string, decisionEffect: string | null, decisionRule: string | null, actor: { id: string, displayName: string } | null, connector: { id: string, slug: string, name: string } | null } | null };

export type AuditEventTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditEventTypesQuery = { auditEventTypes: Array<string> };

export type AuditActorsQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type AuditActorsQuery = { members: { edges: Array<{ node: { id: string, displayName: string } }> } };

export type AuditConnectorsQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type AuditConnectorsQuery = { connectors: { edges: Array<{ node: { id: string, name: string } }> } };

export type AuditActorQueryVariables = Exact<{
  id: string;
}>;


export type AuditActorQuery = { member: { id: string, displayName: string } | null };

export type CatalogStateFragment = { slug: string, name: string, purpose: string, mcpUrl: string, dataClass: DataClass, ownerName: string, state: ConnectorState, offerings: Array<{ kind: OfferingKind, name: string, title: string | null, description: string | null, classification: Classification, allowed: boolean, reason: string }> };

export type CatalogQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogQuery = { catalog: Array<{ slug: string, name: string, purpose: string, mcpUrl: string, dataClass: DataClass, ownerName: string, state: ConnectorState, offerings: Array<{ kind: OfferingKind, name: string, title: string | null, description: string | null, classification: Classification, allowed: boolean, reason: string }> }> };

export type CatalogEntryPageQueryVariables = Exact<{
  slug: string;
}>;


export type CatalogEntryPageQuery = { catalogEntry: { slug: string, name: string, purpose: string, mcpUrl: string, dataClass: DataClass, ownerName: string, state: ConnectorState, offerings: Array<{ kind: OfferingKind, name: string, title: string | null, description: string | null, classification: Classification, allowed: boolean, reason: string }> } | null };

export type CreateConnectTokenMutationVariables = Exact<{
  input: CreateTokenInput;
}>;


export type CreateConnectTokenMutation = { createToken:
    | { __typename: 'IssuedToken', secret: string, token: { id: string, name: string, access: TokenAccess | null, expiresAt: string } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type ConnectorsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: ConnectorFilter | null | undefined;
}>;


export type ConnectorsQuery = { connectors: { edges: Array<{ node: { id: string, slug: string, name: string, state: ConnectorState, health: { state: HealthState }, owner: { id: string, displayName: string }, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, group: { id: string, name: string } | null }>, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OwnerChoicesQueryVariables = Exact<{
  search: string;
}>;


export type OwnerChoicesQuery = { members: { edges: Array<{ node: { id: string, displayName: string, email: string | null, status: string } }> } };

export type ConnectorStateFragment = { id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } };

export type ConnectorQueryVariables = Exact<{
  slug: string;
}>;


export type ConnectorQuery = { connector: { id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } } | null };

export type ConnectorDefinitionsQueryVariables = Exact<{
  slug: string;
}>;


export type ConnectorDefinitionsQuery = { connector: { id: string, offerings: Array<{ id: string, title: string | null, description: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, approvedAt: string | null, liveDefinition: unknown, approvedDefinition: unknown, annotations: unknown, classifiedBy: { id: string, displayName: string } | null, approvedBy: { id: string, displayName: string } | null, changes: Array<{ path: string, kind: string, before: unknown, after: unknown }>, findings: Array<{ rule: string, severity: string, field: string, excerpt: string, explanation: string }> }> } | null };

export type ConnectorScansQueryVariables = Exact<{
  slug: string;
}>;


export type ConnectorScansQuery = { connector: { id: string, scans: Array<{ id: string, status: ScanStatus, url: string, startedAt: string, finishedAt: string | null, transport: Transport | null, protocolRevision: string | null, serverName: string | null, serverVersion: string | null, added: number, removed: number, changed: number, steps: Array<{ name: string, title: string, status: StepStatus, detail: string | null }>, failure: { code: string, message: string, nextStep: string, field: string | null } | null }> } | null };

export type UpdateConnectorMutationVariables = Exact<{
  input: UpdateConnectorInput;
}>;


export type UpdateConnectorMutation = { updateConnector:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type SetConnectorCredentialMutationVariables = Exact<{
  input: SetConnectorCredentialInput;
}>;


export type SetConnectorCredentialMutation = { setConnectorCredential:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type SetChangeHandlingMutationVariables = Exact<{
  input: SetChangeHandlingInput;
}>;


export type SetChangeHandlingMutation = { setChangeHandling:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type ApproveOfferingsMutationVariables = Exact<{
  input: ApproveOfferingsInput;
}>;


export type ApproveOfferingsMutation = { approveOfferings:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type ClassifyOfferingMutationVariables = Exact<{
  input: ClassifyOfferingInput;
}>;


export type ClassifyOfferingMutation = { classifyOffering:
    | { __typename: 'Offering', id: string, classification: Classification }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type SetRulesMutationVariables = Exact<{
  input: SetRulesInput;
}>;


export type SetRulesMutation = { setRules:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type PublishConnectorMutationVariables = Exact<{
  input: PublishConnectorInput;
}>;


export type PublishConnectorMutation = { publishConnector:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type SuspendConnectorMutationVariables = Exact<{
  input: ConnectorStateInput;
}>;


export type SuspendConnectorMutation = { suspendConnector:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type ResumeConnectorMutationVariables = Exact<{
  input: ConnectorStateInput;
}>;


export type ResumeConnectorMutation = { resumeConnector:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type RetireConnectorMutationVariables = Exact<{
  input: ConnectorStateInput;
}>;


export type RetireConnectorMutation = { retireConnector:
    | { __typename: 'Connector', id: string, slug: string, name: string, purpose: string, dataClass: DataClass, url: string, transport: Transport, authentication: AuthenticationKind, state: ConnectorState, stateSince: string, version: number, createdAt: string, mcpUrl: string, protocolRevision: string | null, callTimeoutSeconds: number | null, concurrentCalls: number | null, changeHandling: ChangeHandling, changeHandlingSetAt: string | null, serverName: string | null, serverVersion: string | null, instructions: string | null, changeHandlingSetBy: { id: string, displayName: string } | null, health: { state: HealthState }, owner: { id: string, displayName: string }, credential: { headerName: string, lastFour: string, origin: string, setAt: string, setBy: { id: string, displayName: string } } | null, lastScan: { id: string, status: ScanStatus, startedAt: string, finishedAt: string | null, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null, offeringCounts: { tools: number, resources: number, resourceTemplates: number, prompts: number, allowed: number, held: number }, publications: Array<{ id: string, memberCount: number, publishedAt: string, publishedBy: { id: string, displayName: string }, group: { id: string, name: string } | null }>, offerings: Array<{ id: string, kind: OfferingKind, name: string, title: string | null, classification: Classification, contractState: ContractState, liveHash: string | null, approvedHash: string | null, findings: Array<{ rule: string, severity: string }>, rules: Array<{ id: string, effect: RuleEffect, changedAt: string, changedBy: { id: string, displayName: string }, group: { id: string, name: string, memberCount: number } | null }> }>, viewerCan: { edit: boolean, scan: boolean, approve: boolean, setChangeHandling: boolean, changeRules: boolean, publish: boolean, suspend: boolean, resume: boolean, retire: boolean } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type ConnectorHealthQueryVariables = Exact<{
  slug: string;
  window: HealthWindow;
}>;


export type ConnectorHealthQuery = { connector: { id: string, callTimeoutSeconds: number | null, concurrentCalls: number | null, health: { state: HealthState, since: string | null, calls: number, failures: number, probes: number, failedProbes: number, gateways: number, openGateways: number, lastFailure: { code: string, message: string, at: string } | null }, healthHistory: { stepSeconds: number, points: Array<{ at: string, calls: number, failures: number, timeouts: number, refused: number, probes: number, failedProbes: number, p50Ms: number | null, p95Ms: number | null }>, events: Array<{ at: string, to: BreakerPhase, reason: string | null, gatewayId: string }> } } | null };

export type AudienceGroupsQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type AudienceGroupsQuery = { groups: { edges: Array<{ node: { id: string, name: string, memberCount: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EveryoneCountQueryVariables = Exact<{ [key: string]: never; }>;


export type EveryoneCountQuery = { members: { edges: Array<{ node: { id: string, status: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RegisterConnectorMutationVariables = Exact<{
  input: RegisterConnectorInput;
}>;


export type RegisterConnectorMutation = { registerConnector:
    | { __typename: 'Connector', id: string, slug: string }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type ScanProgressFragment = { id: string, status: ScanStatus, url: string, startedAt: string, finishedAt: string | null, transport: Transport | null, protocolRevision: string | null, serverName: string | null, serverVersion: string | null, added: number, removed: number, changed: number, steps: Array<{ name: string, title: string, status: StepStatus, detail: string | null }>, failure: { code: string, message: string, nextStep: string, field: string | null } | null };

export type ScanFoundFragment = { refused: Array<{ kind: OfferingKind, name: string, code: string, explanation: string }>, found: Array<{ kind: OfferingKind, name: string, title: string | null, description: string | null, hash: string, classification: Classification, definition: unknown, findings: Array<{ rule: string, severity: string, field: string, excerpt: string, explanation: string }> }> };

export type StartScanMutationVariables = Exact<{
  input: StartScanInput;
}>;


export type StartScanMutation = { startScan:
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
    | { __typename: 'Scan', id: string, status: ScanStatus, url: string, startedAt: string, finishedAt: string | null, transport: Transport | null, protocolRevision: string | null, serverName: string | null, serverVersion: string | null, added: number, removed: number, changed: number, steps: Array<{ name: string, title: string, status: StepStatus, detail: string | null }>, failure: { code: string, message: string, nextStep: string, field: string | null } | null }
   };

export type ScanInProgressQueryVariables = Exact<{
  id: string;
}>;


export type ScanInProgressQuery = { scan: { id: string, status: ScanStatus, url: string, startedAt: string, finishedAt: string | null, transport: Transport | null, protocolRevision: string | null, serverName: string | null, serverVersion: string | null, added: number, removed: number, changed: number, steps: Array<{ name: string, title: string, status: StepStatus, detail: string | null }>, failure: { code: string, message: string, nextStep: string, field: string | null } | null } | null };

export type ScanResultQueryVariables = Exact<{
  id: string;
}>;


export type ScanResultQuery = { scan: { id: string, status: ScanStatus, url: string, startedAt: string, finishedAt: string | null, transport: Transport | null, protocolRevision: string | null, serverName: string | null, serverVersion: string | null, added: number, removed: number, changed: number, steps: Array<{ name: string, title: string, status: StepStatus, detail: string | null }>, failure: { code: string, message: string, nextStep: string, field: string | null } | null, refused: Array<{ kind: OfferingKind, name: string, code: string, explanation: string }>, found: Array<{ kind: OfferingKind, name: string, title: string | null, description: string | null, hash: string, classification: Classification, definition: unknown, findings: Array<{ rule: string, severity: string, field: string, excerpt: string, explanation: string }> }> } | null };

export type HomeConnectorsQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeConnectorsQuery = { any: { edges: Array<{ node: { id: string } }> }, waiting: { edges: Array<{ node: { id: string, slug: string, name: string, state: ConnectorState, stateSince: string, offeringCounts: { tools: number, allowed: number, held: number }, lastScan: { status: ScanStatus, finishedAt: string | null, startedAt: string, failure: { message: string, nextStep: string } | null } | null, viewerCan: { approve: boolean, publish: boolean, resume: boolean, scan: boolean } } }>, pageInfo: { hasNextPage: boolean } }, published: { edges: Array<{ node: { id: string, slug: string, name: string, health: { state: HealthState, since: string | null, calls: number, failures: number, probes: number, failedProbes: number, gateways: number, openGateways: number } } }>, pageInfo: { hasNextPage: boolean } } };

export type LimitStateFragment = { subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number };

export type LimitSettingsStateFragment = { version: number, viewerCanChange: boolean, changedAt: string | null, changedBy: { id: string, displayName: string } | null, limits: Array<{ subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number }>, results: { maximumBytes: number | null, redactSecrets: boolean | null, redactPersonalData: boolean | null, reportMarkers: boolean | null, removeHidden: boolean | null, listedHosts: Array<string> | null }, inheritedResults: { maximumBytes: number | null, redactSecrets: boolean | null, redactPersonalData: boolean | null, reportMarkers: boolean | null, removeHidden: boolean | null, listedHosts: Array<string> | null } };

export type LimitSettingsQueryVariables = Exact<{
  connectorId?: string | null | undefined;
  offeringId?: string | null | undefined;
}>;


export type LimitSettingsQuery = { limitSettings: { version: number, viewerCanChange: boolean, changedAt: string | null, changedBy: { id: string, displayName: string } | null, limits: Array<{ subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number }>, results: { maximumBytes: number | null, redactSecrets: boolean | null, redactPersonalData: boolean | null, reportMarkers: boolean | null, removeHidden: boolean | null, listedHosts: Array<string> | null }, inheritedResults: { maximumBytes: number | null, redactSecrets: boolean | null, redactPersonalData: boolean | null, reportMarkers: boolean | null, removeHidden: boolean | null, listedHosts: Array<string> | null } } | null };

export type LimitedOfferingsQueryVariables = Exact<{
  connectorId: string;
}>;


export type LimitedOfferingsQuery = { limitSettings: { limitedOfferings: Array<{ id: string, kind: OfferingKind, name: string, changedAt: string, chosen: Array<{ quantity: LimitQuantity, value: number }>, changedBy: { id: string, displayName: string } | null }> } | null };

export type ApplyingLimitsQueryVariables = Exact<{
  connectorId: string;
  offeringId: string;
}>;


export type ApplyingLimitsQuery = { tool: { limits: Array<{ subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number }> } | null, connector: { limits: Array<{ subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number }> } | null, organization: { limits: Array<{ subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number }> } | null };

export type SetLimitsMutationVariables = Exact<{
  input: SetLimitsInput;
}>;


export type SetLimitsMutation = { setLimits:
    | { __typename: 'LimitSettings', version: number, viewerCanChange: boolean, changedAt: string | null, changedBy: { id: string, displayName: string } | null, limits: Array<{ subject: LimitSubject, quantity: LimitQuantity, chosen: number | null, inherited: number, inheritedFrom: LimitSource, ceiling: number }>, results: { maximumBytes: number | null, redactSecrets: boolean | null, redactPersonalData: boolean | null, reportMarkers: boolean | null, removeHidden: boolean | null, listedHosts: Array<string> | null }, inheritedResults: { maximumBytes: number | null, redactSecrets: boolean | null, redactPersonalData: boolean | null, reportMarkers: boolean | null, removeHidden: boolean | null, listedHosts: Array<string> | null } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type MembersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type MembersQuery = { members: { edges: Array<{ node: { id: string, displayName: string, email: string | null, status: string, roles: Array<Role>, lastSignInAt: string | null, groups: Array<{ id: string, name: string }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type GroupsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type GroupsQuery = { groups: { edges: Array<{ node: { id: string, name: string, source: string, memberCount: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MemberDetailQueryVariables = Exact<{
  id: string;
}>;


export type MemberDetailQuery = { member: { id: string, displayName: string, email: string | null, status: string, roles: Array<Role>, lastSignInAt: string | null, createdAt: string, groups: Array<{ id: string, name: string, source: string, memberCount: number }> } | null };

export type JumpConnectorsQueryVariables = Exact<{
  search: string;
}>;


export type JumpConnectorsQuery = { connectors: { edges: Array<{ node: { id: string, slug: string, name: string, state: ConnectorState } }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { roles: Array<Role>, permissions: Array<string>, sessionExpiresAt: string | null, member: { id: string, displayName: string, email: string | null }, organization: { id: string, slug: string, name: string, kind: OrganizationKind, mcpUrl: string } } };

export type SignInOrganizationQueryVariables = Exact<{
  slug: string;
}>;


export type SignInOrganizationQuery = { signInOrganization: { slug: string, name: string } | null };

export type HeldOfferingsQueryVariables = Exact<{ [key: string]: never; }>;


export type HeldOfferingsQuery = { connectors: { edges: Array<{ node: { id: string, offeringCounts: { held: number } } }> } };

export type TokenRowFragment = { id: string, name: string, hint: string, access: TokenAccess | null, apiScopes: Array<string>, createdAt: string, expiresAt: string, revokedAt: string | null, lastUsedAt: string | null, state: string, owner: { id: string, displayName: string }, connectors: Array<{ slug: string, name: string, tools: Array<string> | null }> | null, viewerCan: { revoke: boolean } };

export type TokensQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: TokenFilter | null | undefined;
}>;


export type TokensQuery = { tokens: { edges: Array<{ node: { id: string, name: string, hint: string, access: TokenAccess | null, apiScopes: Array<string>, createdAt: string, expiresAt: string, revokedAt: string | null, lastUsedAt: string | null, state: string, owner: { id: string, displayName: string }, connectors: Array<{ slug: string, name: string, tools: Array<string> | null }> | null, viewerCan: { revoke: boolean } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type NewTokenChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type NewTokenChoicesQuery = { grantableScopes: Array<{ name: string, title: string }>, catalog: Array<{ slug: string, name: string, offerings: Array<{ kind: OfferingKind, name: string, classification: Classification, allowed: boolean }> }> };

export type CreateTokenMutationVariables = Exact<{
  input: CreateTokenInput;
}>;


export type CreateTokenMutation = { createToken:
    | { __typename: 'IssuedToken', secret: string, token: { id: string, name: string, hint: string, access: TokenAccess | null, apiScopes: Array<string>, createdAt: string, expiresAt: string, revokedAt: string | null, lastUsedAt: string | null, state: string, owner: { id: string, displayName: string }, connectors: Array<{ slug: string, name: string, tools: Array<string> | null }> | null, viewerCan: { revoke: boolean } } }
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
   };

export type RevokeTokenMutationVariables = Exact<{
  input: RevokeTokenInput;
}>;


export type RevokeTokenMutation = { revokeToken:
    | { __typename: 'Refusal', code: string, message: string, nextStep: string, field: string | null }
    | { __typename: 'Token', id: string, name: string, hint: string, access: TokenAccess | null, apiScopes: Array<string>, createdAt: string, expiresAt: string, revokedAt: string | null, lastUsedAt: string | null, state: string, owner: { id: string, displayName: string }, connectors: Array<{ slug: string, name: string, tools: Array<string> | null }> | null, viewerCan: { revoke: boolean } }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AuditRowFragmentDoc = new TypedDocumentString(`
    fragment AuditRow on AuditEvent {
  id
  type
  outcome
  recordedAt
  summary
  actorKind
  actorLabel
  channel
  decisionEffect
  decisionRule
  connector {
    id
    slug
    name
  }
}
    `, {"fragmentName":"AuditRow"}) as unknown as TypedDocumentString<AuditRowFragment, unknown>;
export const CatalogStateFragmentDoc = new TypedDocumentString(`
    fragment CatalogState on CatalogEntry {
  slug
  name
  purpose
  mcpUrl
  dataClass
  ownerName
  state
  offerings {
    kind
    name
    title
    description
    classification
    allowed
    reason
  }
}
    `, {"fragmentName":"CatalogState"}) as unknown as TypedDocumentString<CatalogStateFragment, unknown>;
export const ConnectorStateFragmentDoc = new TypedDocumentString(`
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}
    `, {"fragmentName":"ConnectorState"}) as unknown as TypedDocumentString<ConnectorStateFragment, unknown>;
export const ScanProgressFragmentDoc = new TypedDocumentString(`
    fragment ScanProgress on Scan {
  id
  status
  url
  startedAt
  finishedAt
  transport
  protocolRevision
  serverName
  serverVersion
  added
  removed
  changed
  steps {
    name
    title
    status
    detail
  }
  failure {
    code
    message
    nextStep
    field
  }
}
    `, {"fragmentName":"ScanProgress"}) as unknown as TypedDocumentString<ScanProgressFragment, unknown>;
export const ScanFoundFragmentDoc = new TypedDocumentString(`
    fragment ScanFound on Scan {
  refused {
    kind
    name
    code
    explanation
  }
  found {
    kind
    name
    title
    description
    hash
    classification
    definition
    findings {
      rule
      severity
      field
      excerpt
      explanation
    }
  }
}
    `, {"fragmentName":"ScanFound"}) as unknown as TypedDocumentString<ScanFoundFragment, unknown>;
export const LimitStateFragmentDoc = new TypedDocumentString(`
    fragment LimitState on Limit {
  subject
  quantity
  chosen
  inherited
  inheritedFrom
  ceiling
}
    `, {"fragmentName":"LimitState"}) as unknown as TypedDocumentString<LimitStateFragment, unknown>;
export const LimitSettingsStateFragmentDoc = new TypedDocumentString(`
    fragment LimitSettingsState on LimitSettings {
  version
  viewerCanChange
  changedAt
  changedBy {
    id
    displayName
  }
  limits {
    ...LimitState
  }
  results {
    maximumBytes
    redactSecrets
    redactPersonalData
    reportMarkers
    removeHidden
    listedHosts
  }
  inheritedResults {
    maximumBytes
    redactSecrets
    redactPersonalData
    reportMarkers
    removeHidden
    listedHosts
  }
}
    fragment LimitState on Limit {
  subject
  quantity
  chosen
  inherited
  inheritedFrom
  ceiling
}`, {"fragmentName":"LimitSettingsState"}) as unknown as TypedDocumentString<LimitSettingsStateFragment, unknown>;
export const TokenRowFragmentDoc = new TypedDocumentString(`
    fragment TokenRow on Token {
  id
  name
  hint
  access
  apiScopes
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
  state
  owner {
    id
    displayName
  }
  connectors {
    slug
    name
    tools
  }
  viewerCan {
    revoke
  }
}
    `, {"fragmentName":"TokenRow"}) as unknown as TypedDocumentString<TokenRowFragment, unknown>;
export const AuditEventsDocument = new TypedDocumentString(`
    query AuditEvents($first: Int!, $after: String, $filter: AuditFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        ...AuditRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  type
  outcome
  recordedAt
  summary
  actorKind
  actorLabel
  channel
  decisionEffect
  decisionRule
  connector {
    id
    slug
    name
  }
}`) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const AuditEventDetailDocument = new TypedDocumentString(`
    query AuditEventDetail($id: ID!) {
  auditEvent(id: $id) {
    ...AuditRow
    occurredAt
    actor {
      id
      displayName
    }
    actorRoles
    offeringKind
    offeringName
    targetKind
    targetId
    targetName
    decisionReason
    policyVersion
    contractHash
    requestId
    traceId
    sourceAddress
    userAgent
    reason
    tokenId
    tokenName
    clientName
    change
    details
    body
  }
}
    fragment AuditRow on AuditEvent {
  id
  type
  outcome
  recordedAt
  summary
  actorKind
  actorLabel
  channel
  decisionEffect
  decisionRule
  connector {
    id
    slug
    name
  }
}`) as unknown as TypedDocumentString<AuditEventDetailQuery, AuditEventDetailQueryVariables>;
export const AuditEventTypesDocument = new TypedDocumentString(`
    query AuditEventTypes {
  auditEventTypes
}
    `) as unknown as TypedDocumentString<AuditEventTypesQuery, AuditEventTypesQueryVariables>;
export const AuditActorsDocument = new TypedDocumentString(`
    query AuditActors($search: String) {
  members(first: 50, search: $search) {
    edges {
      node {
        id
        displayName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AuditActorsQuery, AuditActorsQueryVariables>;
export const AuditConnectorsDocument = new TypedDocumentString(`
    query AuditConnectors($search: String) {
  connectors(first: 50, filter: {search: $search}) {
    edges {
      node {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AuditConnectorsQuery, AuditConnectorsQueryVariables>;
export const AuditActorDocument = new TypedDocumentString(`
    query AuditActor($id: ID!) {
  member(id: $id) {
    id
    displayName
  }
}
    `) as unknown as TypedDocumentString<AuditActorQuery, AuditActorQueryVariables>;
export const CatalogDocument = new TypedDocumentString(`
    query Catalog {
  catalog {
    ...CatalogState
  }
}
    fragment CatalogState on CatalogEntry {
  slug
  name
  purpose
  mcpUrl
  dataClass
  ownerName
  state
  offerings {
    kind
    name
    title
    description
    classification
    allowed
    reason
  }
}`) as unknown as TypedDocumentString<CatalogQuery, CatalogQueryVariables>;
export const CatalogEntryPageDocument = new TypedDocumentString(`
    query CatalogEntryPage($slug: String!) {
  catalogEntry(slug: $slug) {
    ...CatalogState
  }
}
    fragment CatalogState on CatalogEntry {
  slug
  name
  purpose
  mcpUrl
  dataClass
  ownerName
  state
  offerings {
    kind
    name
    title
    description
    classification
    allowed
    reason
  }
}`) as unknown as TypedDocumentString<CatalogEntryPageQuery, CatalogEntryPageQueryVariables>;
export const CreateConnectTokenDocument = new TypedDocumentString(`
    mutation CreateConnectToken($input: CreateTokenInput!) {
  createToken(input: $input) {
    __typename
    ... on IssuedToken {
      secret
      token {
        id
        name
        access
        expiresAt
      }
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    `) as unknown as TypedDocumentString<CreateConnectTokenMutation, CreateConnectTokenMutationVariables>;
export const ConnectorsDocument = new TypedDocumentString(`
    query Connectors($first: Int!, $after: String, $filter: ConnectorFilter) {
  connectors(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        id
        slug
        name
        state
        health {
          state
        }
        owner {
          id
          displayName
        }
        offeringCounts {
          tools
          resources
          resourceTemplates
          prompts
          allowed
          held
        }
        publications {
          id
          memberCount
          group {
            id
            name
          }
        }
        lastScan {
          id
          status
          startedAt
          finishedAt
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ConnectorsQuery, ConnectorsQueryVariables>;
export const OwnerChoicesDocument = new TypedDocumentString(`
    query OwnerChoices($search: String!) {
  members(first: 20, search: $search) {
    edges {
      node {
        id
        displayName
        email
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OwnerChoicesQuery, OwnerChoicesQueryVariables>;
export const ConnectorDocument = new TypedDocumentString(`
    query Connector($slug: String!) {
  connector(slug: $slug) {
    ...ConnectorState
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<ConnectorQuery, ConnectorQueryVariables>;
export const ConnectorDefinitionsDocument = new TypedDocumentString(`
    query ConnectorDefinitions($slug: String!) {
  connector(slug: $slug) {
    id
    offerings {
      id
      title
      description
      classification
      contractState
      liveHash
      approvedHash
      approvedAt
      liveDefinition
      approvedDefinition
      annotations
      classifiedBy {
        id
        displayName
      }
      approvedBy {
        id
        displayName
      }
      changes {
        path
        kind
        before
        after
      }
      findings {
        rule
        severity
        field
        excerpt
        explanation
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ConnectorDefinitionsQuery, ConnectorDefinitionsQueryVariables>;
export const ConnectorScansDocument = new TypedDocumentString(`
    query ConnectorScans($slug: String!) {
  connector(slug: $slug) {
    id
    scans(first: 20) {
      ...ScanProgress
    }
  }
}
    fragment ScanProgress on Scan {
  id
  status
  url
  startedAt
  finishedAt
  transport
  protocolRevision
  serverName
  serverVersion
  added
  removed
  changed
  steps {
    name
    title
    status
    detail
  }
  failure {
    code
    message
    nextStep
    field
  }
}`) as unknown as TypedDocumentString<ConnectorScansQuery, ConnectorScansQueryVariables>;
export const UpdateConnectorDocument = new TypedDocumentString(`
    mutation UpdateConnector($input: UpdateConnectorInput!) {
  updateConnector(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<UpdateConnectorMutation, UpdateConnectorMutationVariables>;
export const SetConnectorCredentialDocument = new TypedDocumentString(`
    mutation SetConnectorCredential($input: SetConnectorCredentialInput!) {
  setConnectorCredential(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<SetConnectorCredentialMutation, SetConnectorCredentialMutationVariables>;
export const SetChangeHandlingDocument = new TypedDocumentString(`
    mutation SetChangeHandling($input: SetChangeHandlingInput!) {
  setChangeHandling(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<SetChangeHandlingMutation, SetChangeHandlingMutationVariables>;
export const ApproveOfferingsDocument = new TypedDocumentString(`
    mutation ApproveOfferings($input: ApproveOfferingsInput!) {
  approveOfferings(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<ApproveOfferingsMutation, ApproveOfferingsMutationVariables>;
export const ClassifyOfferingDocument = new TypedDocumentString(`
    mutation ClassifyOffering($input: ClassifyOfferingInput!) {
  classifyOffering(input: $input) {
    __typename
    ... on Offering {
      id
      classification
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    `) as unknown as TypedDocumentString<ClassifyOfferingMutation, ClassifyOfferingMutationVariables>;
export const SetRulesDocument = new TypedDocumentString(`
    mutation SetRules($input: SetRulesInput!) {
  setRules(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<SetRulesMutation, SetRulesMutationVariables>;
export const PublishConnectorDocument = new TypedDocumentString(`
    mutation PublishConnector($input: PublishConnectorInput!) {
  publishConnector(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<PublishConnectorMutation, PublishConnectorMutationVariables>;
export const SuspendConnectorDocument = new TypedDocumentString(`
    mutation SuspendConnector($input: ConnectorStateInput!) {
  suspendConnector(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<SuspendConnectorMutation, SuspendConnectorMutationVariables>;
export const ResumeConnectorDocument = new TypedDocumentString(`
    mutation ResumeConnector($input: ConnectorStateInput!) {
  resumeConnector(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<ResumeConnectorMutation, ResumeConnectorMutationVariables>;
export const RetireConnectorDocument = new TypedDocumentString(`
    mutation RetireConnector($input: ConnectorStateInput!) {
  retireConnector(input: $input) {
    __typename
    ... on Connector {
      ...ConnectorState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ConnectorState on Connector {
  id
  slug
  name
  purpose
  dataClass
  url
  transport
  authentication
  state
  stateSince
  version
  createdAt
  mcpUrl
  protocolRevision
  callTimeoutSeconds
  concurrentCalls
  changeHandling
  changeHandlingSetAt
  changeHandlingSetBy {
    id
    displayName
  }
  health {
    state
  }
  serverName
  serverVersion
  instructions
  owner {
    id
    displayName
  }
  credential {
    headerName
    lastFour
    origin
    setAt
    setBy {
      id
      displayName
    }
  }
  lastScan {
    id
    status
    startedAt
    finishedAt
    failure {
      code
      message
      nextStep
      field
    }
  }
  offeringCounts {
    tools
    resources
    resourceTemplates
    prompts
    allowed
    held
  }
  publications {
    id
    memberCount
    publishedAt
    publishedBy {
      id
      displayName
    }
    group {
      id
      name
    }
  }
  offerings {
    id
    kind
    name
    title
    classification
    contractState
    liveHash
    approvedHash
    findings {
      rule
      severity
    }
    rules {
      id
      effect
      changedAt
      changedBy {
        id
        displayName
      }
      group {
        id
        name
        memberCount
      }
    }
  }
  viewerCan {
    edit
    scan
    approve
    setChangeHandling
    changeRules
    publish
    suspend
    resume
    retire
  }
}`) as unknown as TypedDocumentString<RetireConnectorMutation, RetireConnectorMutationVariables>;
export const ConnectorHealthDocument = new TypedDocumentString(`
    query ConnectorHealth($slug: String!, $window: HealthWindow!) {
  connector(slug: $slug) {
    id
    callTimeoutSeconds
    concurrentCalls
    health {
      state
      since
      calls
      failures
      probes
      failedProbes
      gateways
      openGateways
      lastFailure {
        code
        message
        at
      }
    }
    healthHistory(window: $window) {
      stepSeconds
      points {
        at
        calls
        failures
        timeouts
        refused
        probes
        failedProbes
        p50Ms
        p95Ms
      }
      events {
        at
        to
        reason
        gatewayId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ConnectorHealthQuery, ConnectorHealthQueryVariables>;
export const AudienceGroupsDocument = new TypedDocumentString(`
    query AudienceGroups($search: String) {
  groups(first: 100, search: $search) {
    edges {
      node {
        id
        name
        memberCount
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AudienceGroupsQuery, AudienceGroupsQueryVariables>;
export const EveryoneCountDocument = new TypedDocumentString(`
    query EveryoneCount {
  members(first: 100) {
    edges {
      node {
        id
        status
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<EveryoneCountQuery, EveryoneCountQueryVariables>;
export const RegisterConnectorDocument = new TypedDocumentString(`
    mutation RegisterConnector($input: RegisterConnectorInput!) {
  registerConnector(input: $input) {
    __typename
    ... on Connector {
      id
      slug
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    `) as unknown as TypedDocumentString<RegisterConnectorMutation, RegisterConnectorMutationVariables>;
export const StartScanDocument = new TypedDocumentString(`
    mutation StartScan($input: StartScanInput!) {
  startScan(input: $input) {
    __typename
    ... on Scan {
      ...ScanProgress
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment ScanProgress on Scan {
  id
  status
  url
  startedAt
  finishedAt
  transport
  protocolRevision
  serverName
  serverVersion
  added
  removed
  changed
  steps {
    name
    title
    status
    detail
  }
  failure {
    code
    message
    nextStep
    field
  }
}`) as unknown as TypedDocumentString<StartScanMutation, StartScanMutationVariables>;
export const ScanInProgressDocument = new TypedDocumentString(`
    query ScanInProgress($id: ID!) {
  scan(id: $id) {
    ...ScanProgress
  }
}
    fragment ScanProgress on Scan {
  id
  status
  url
  startedAt
  finishedAt
  transport
  protocolRevision
  serverName
  serverVersion
  added
  removed
  changed
  steps {
    name
    title
    status
    detail
  }
  failure {
    code
    message
    nextStep
    field
  }
}`) as unknown as TypedDocumentString<ScanInProgressQuery, ScanInProgressQueryVariables>;
export const ScanResultDocument = new TypedDocumentString(`
    query ScanResult($id: ID!) {
  scan(id: $id) {
    ...ScanProgress
    ...ScanFound
  }
}
    fragment ScanProgress on Scan {
  id
  status
  url
  startedAt
  finishedAt
  transport
  protocolRevision
  serverName
  serverVersion
  added
  removed
  changed
  steps {
    name
    title
    status
    detail
  }
  failure {
    code
    message
    nextStep
    field
  }
}
fragment ScanFound on Scan {
  refused {
    kind
    name
    code
    explanation
  }
  found {
    kind
    name
    title
    description
    hash
    classification
    definition
    findings {
      rule
      severity
      field
      excerpt
      explanation
    }
  }
}`) as unknown as TypedDocumentString<ScanResultQuery, ScanResultQueryVariables>;
export const HomeConnectorsDocument = new TypedDocumentString(`
    query HomeConnectors {
  any: connectors(first: 1) {
    edges {
      node {
        id
      }
    }
  }
  waiting: connectors(first: 100, filter: {waiting: true}) {
    edges {
      node {
        id
        slug
        name
        state
        stateSince
        offeringCounts {
          tools
          allowed
          held
        }
        lastScan {
          status
          finishedAt
          startedAt
          failure {
            message
            nextStep
          }
        }
        viewerCan {
          approve
          publish
          resume
          scan
        }
      }
    }
    pageInfo {
      hasNextPage
    }
  }
  published: connectors(first: 100, filter: {states: [PUBLISHED]}) {
    edges {
      node {
        id
        slug
        name
        health {
          state
          since
          calls
          failures
          probes
          failedProbes
          gateways
          openGateways
        }
      }
    }
    pageInfo {
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<HomeConnectorsQuery, HomeConnectorsQueryVariables>;
export const LimitSettingsDocument = new TypedDocumentString(`
    query LimitSettings($connectorId: ID, $offeringId: ID) {
  limitSettings(connectorId: $connectorId, offeringId: $offeringId) {
    ...LimitSettingsState
  }
}
    fragment LimitState on Limit {
  subject
  quantity
  chosen
  inherited
  inheritedFrom
  ceiling
}
fragment LimitSettingsState on LimitSettings {
  version
  viewerCanChange
  changedAt
  changedBy {
    id
    displayName
  }
  limits {
    ...LimitState
  }
  results {
    maximumBytes
    redactSecrets
    redactPersonalData
    reportMarkers
    removeHidden
    listedHosts
  }
  inheritedResults {
    maximumBytes
    redactSecrets
    redactPersonalData
    reportMarkers
    removeHidden
    listedHosts
  }
}`) as unknown as TypedDocumentString<LimitSettingsQuery, LimitSettingsQueryVariables>;
export const LimitedOfferingsDocument = new TypedDocumentString(`
    query LimitedOfferings($connectorId: ID!) {
  limitSettings(connectorId: $connectorId) {
    limitedOfferings {
      id
      kind
      name
      chosen {
        quantity
        value
      }
      changedAt
      changedBy {
        id
        displayName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LimitedOfferingsQuery, LimitedOfferingsQueryVariables>;
export const ApplyingLimitsDocument = new TypedDocumentString(`
    query ApplyingLimits($connectorId: ID!, $offeringId: ID!) {
  tool: limitSettings(connectorId: $connectorId, offeringId: $offeringId) {
    limits {
      ...LimitState
    }
  }
  connector: limitSettings(connectorId: $connectorId) {
    limits {
      ...LimitState
    }
  }
  organization: limitSettings {
    limits {
      ...LimitState
    }
  }
}
    fragment LimitState on Limit {
  subject
  quantity
  chosen
  inherited
  inheritedFrom
  ceiling
}`) as unknown as TypedDocumentString<ApplyingLimitsQuery, ApplyingLimitsQueryVariables>;
export const SetLimitsDocument = new TypedDocumentString(`
    mutation SetLimits($input: SetLimitsInput!) {
  setLimits(input: $input) {
    __typename
    ... on LimitSettings {
      ...LimitSettingsState
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment LimitState on Limit {
  subject
  quantity
  chosen
  inherited
  inheritedFrom
  ceiling
}
fragment LimitSettingsState on LimitSettings {
  version
  viewerCanChange
  changedAt
  changedBy {
    id
    displayName
  }
  limits {
    ...LimitState
  }
  results {
    maximumBytes
    redactSecrets
    redactPersonalData
    reportMarkers
    removeHidden
    listedHosts
  }
  inheritedResults {
    maximumBytes
    redactSecrets
    redactPersonalData
    reportMarkers
    removeHidden
    listedHosts
  }
}`) as unknown as TypedDocumentString<SetLimitsMutation, SetLimitsMutationVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members($first: Int!, $after: String, $search: String) {
  members(first: $first, after: $after, search: $search) {
    edges {
      node {
        id
        displayName
        email
        status
        roles
        lastSignInAt
        groups {
          id
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const GroupsDocument = new TypedDocumentString(`
    query Groups($first: Int!, $after: String, $search: String) {
  groups(first: $first, after: $after, search: $search) {
    edges {
      node {
        id
        name
        source
        memberCount
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<GroupsQuery, GroupsQueryVariables>;
export const MemberDetailDocument = new TypedDocumentString(`
    query MemberDetail($id: ID!) {
  member(id: $id) {
    id
    displayName
    email
    status
    roles
    lastSignInAt
    createdAt
    groups {
      id
      name
      source
      memberCount
    }
  }
}
    `) as unknown as TypedDocumentString<MemberDetailQuery, MemberDetailQueryVariables>;
export const JumpConnectorsDocument = new TypedDocumentString(`
    query JumpConnectors($search: String!) {
  connectors(first: 8, filter: {search: $search}) {
    edges {
      node {
        id
        slug
        name
        state
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JumpConnectorsQuery, JumpConnectorsQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    roles
    permissions
    sessionExpiresAt
    member {
      id
      displayName
      email
    }
    organization {
      id
      slug
      name
      kind
      mcpUrl
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SignInOrganizationDocument = new TypedDocumentString(`
    query SignInOrganization($slug: String!) {
  signInOrganization(slug: $slug) {
    slug
    name
  }
}
    `) as unknown as TypedDocumentString<SignInOrganizationQuery, SignInOrganizationQueryVariables>;
export const HeldOfferingsDocument = new TypedDocumentString(`
    query HeldOfferings {
  connectors(first: 100, filter: {heldOnly: true}) {
    edges {
      node {
        id
        offeringCounts {
          held
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HeldOfferingsQuery, HeldOfferingsQueryVariables>;
export const TokensDocument = new TypedDocumentString(`
    query Tokens($first: Int!, $after: String, $filter: TokenFilter) {
  tokens(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        ...TokenRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment TokenRow on Token {
  id
  name
  hint
  access
  apiScopes
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
  state
  owner {
    id
    displayName
  }
  connectors {
    slug
    name
    tools
  }
  viewerCan {
    revoke
  }
}`) as unknown as TypedDocumentString<TokensQuery, TokensQueryVariables>;
export const NewTokenChoicesDocument = new TypedDocumentString(`
    query NewTokenChoices {
  grantableScopes {
    name
    title
  }
  catalog {
    slug
    name
    offerings {
      kind
      name
      classification
      allowed
    }
  }
}
    `) as unknown as TypedDocumentString<NewTokenChoicesQuery, NewTokenChoicesQueryVariables>;
export const CreateTokenDocument = new TypedDocumentString(`
    mutation CreateToken($input: CreateTokenInput!) {
  createToken(input: $input) {
    __typename
    ... on IssuedToken {
      secret
      token {
        ...TokenRow
      }
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment TokenRow on Token {
  id
  name
  hint
  access
  apiScopes
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
  state
  owner {
    id
    displayName
  }
  connectors {
    slug
    name
    tools
  }
  viewerCan {
    revoke
  }
}`) as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($input: RevokeTokenInput!) {
  revokeToken(input: $input) {
    __typename
    ... on Token {
      ...TokenRow
    }
    ... on Refusal {
      code
      message
      nextStep
      field
    }
  }
}
    fragment TokenRow on Token {
  id
  name
  hint
  access
  apiScopes
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
  state
  owner {
    id
    displayName
  }
  connectors {
    slug
    name
    tools
  }
  viewerCan {
    revoke
  }
}`) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;