export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A date-time string at UTC, such as 2019-12-03T09:54:33Z, compliant with the date-time format. */
  DateTime: { input: string; output: string; }
  /** Any JSON value, output only. Text in it comes from upstream servers: show it as text, never as markup. */
  JSON: { input: unknown; output: unknown; }
};

/** A permission you hold and may put into a token. */
export type ApiScope = {
  __typename?: 'ApiScope';
  name: Scalars['String']['output'];
  title: Scalars['String']['output'];
};

export type ApprovalInput = {
  /** The hash that the approver read. */
  hash: Scalars['String']['input'];
  offeringId: Scalars['ID']['input'];
};

export type ApproveOfferingsInput = {
  approvals: Array<ApprovalInput>;
  connectorId: Scalars['ID']['input'];
};

export type ApproveOfferingsResult = Connector | Refusal;

/** One recorded fact. */
export type AuditEvent = {
  __typename?: 'AuditEvent';
  actor: Maybe<Member>;
  /** member, system or operator. */
  actorKind: Scalars['String']['output'];
  /** Who did it, also where no member is left to name. */
  actorLabel: Scalars['String']['output'];
  /** Roles held when it happened. */
  actorRoles: Array<Scalars['String']['output']>;
  /** The event exactly as stored. */
  body: Scalars['JSON']['output'];
  /** before and after. */
  change: Maybe<Scalars['JSON']['output']>;
  /** console, api, gateway, cli or worker. */
  channel: Scalars['String']['output'];
  /** What the AI client calls itself. */
  clientName: Maybe<Scalars['String']['output']>;
  connector: Maybe<Connector>;
  contractHash: Maybe<Scalars['String']['output']>;
  /** allow or deny. */
  decisionEffect: Maybe<Scalars['String']['output']>;
  decisionReason: Maybe<Scalars['String']['output']>;
  /** The rule, or whatever else decided. */
  decisionRule: Maybe<Scalars['String']['output']>;
  details: Maybe<Scalars['JSON']['output']>;
  id: Scalars['ID']['output'];
  occurredAt: Scalars['DateTime']['output'];
  offeringKind: Maybe<Scalars['String']['output']>;
  offeringName: Maybe<Scalars['String']['output']>;
  outcome: AuditOutcome;
  policyVersion: Maybe<Scalars['Int']['output']>;
  /** The reason a person gave. Personal: empty once erased. */
  reason: Maybe<Scalars['String']['output']>;
  recordedAt: Scalars['DateTime']['output'];
  requestId: Scalars['String']['output'];
  /** Personal: empty once erased. */
  sourceAddress: Maybe<Scalars['String']['output']>;
  /** What happened, in a sentence without its actor. */
  summary: Scalars['String']['output'];
  targetId: Maybe<Scalars['String']['output']>;
  targetKind: Maybe<Scalars['String']['output']>;
  targetName: Maybe<Scalars['String']['output']>;
  tokenId: Maybe<Scalars['ID']['output']>;
  tokenName: Maybe<Scalars['String']['output']>;
  /** The W3C trace it happened in, as in logs. Only what goes through the gateway has one. */
  traceId: Maybe<Scalars['String']['output']>;
  type: Scalars['String']['output'];
  /** Personal: empty once erased. */
  userAgent: Maybe<Scalars['String']['output']>;
};

export type AuditEventConnection = {
  __typename?: 'AuditEventConnection';
  edges: Array<AuditEventEdge>;
  pageInfo: PageInfo;
};

export type AuditEventEdge = {
  __typename?: 'AuditEventEdge';
  cursor: Scalars['String']['output'];
  node: AuditEvent;
};

export type AuditFilter = {
  actorId?: InputMaybe<Scalars['ID']['input']>;
  connectorId?: InputMaybe<Scalars['ID']['input']>;
  /** Inclusive. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  offeringName?: InputMaybe<Scalars['String']['input']>;
  outcome?: InputMaybe<AuditOutcome>;
  search?: InputMaybe<Scalars['String']['input']>;
  targetId?: InputMaybe<Scalars['ID']['input']>;
  /** Exclusive. */
  to?: InputMaybe<Scalars['DateTime']['input']>;
  /** 32 hexadecimal digits. */
  traceId?: InputMaybe<Scalars['String']['input']>;
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type AuditOutcome =
  | 'DENIED'
  | 'FAILURE'
  | 'SUCCESS';

export type AuthenticationKind =
  | 'NONE'
  | 'STATIC_HEADER';

/** A gateway began or ceased to let calls through. */
export type BreakerEvent = {
  __typename?: 'BreakerEvent';
  at: Scalars['DateTime']['output'];
  gatewayId: Scalars['ID']['output'];
  /** The failure that made it, in words. */
  reason: Maybe<Scalars['String']['output']>;
  to: BreakerPhase;
};

/** Whether a gateway lets calls through: all, none, or one at a time to try. */
export type BreakerPhase =
  | 'CLOSED'
  | 'HALF_OPEN'
  | 'OPEN';

/** A connector that is published to you. */
export type CatalogEntry = {
  __typename?: 'CatalogEntry';
  dataClass: DataClass;
  /** The address to put into an AI client. */
  mcpUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  /** Everything approved, allowed or not. */
  offerings: Array<CatalogOffering>;
  /** Who answers for it. */
  ownerName: Scalars['String']['output'];
  purpose: Scalars['String']['output'];
  slug: Scalars['String']['output'];
  state: ConnectorState;
};

/** One approved thing of a connector, and whether you may use it. */
export type CatalogOffering = {
  __typename?: 'CatalogOffering';
  allowed: Scalars['Boolean']['output'];
  classification: Classification;
  description: Maybe<Scalars['String']['output']>;
  kind: OfferingKind;
  name: Scalars['String']['output'];
  /** The rule that decides, in words. */
  reason: Scalars['String']['output'];
  title: Maybe<Scalars['String']['output']>;
};

/** What becomes of an offering that a scan finds new or changed. */
export type ChangeHandling =
  /** It is approved as it is. What is new still has no rule, so nobody may use it yet. */
  | 'APPROVE'
  /** It waits until a person has read and approved it. */
  | 'HOLD'
  /** It is approved as it is, and what is new may be used by everyone the connector is published to, unless it destroys. */
  | 'OFFER';

export type ChosenLimit = {
  __typename?: 'ChosenLimit';
  quantity: LimitQuantity;
  value: Scalars['Float']['output'];
};

/** The organization's own judgement of what using an offering does. */
export type Classification =
  | 'DESTRUCTIVE'
  | 'READ'
  | 'WRITE';

export type ClassifyOfferingInput = {
  classification: Classification;
  offeringId: Scalars['ID']['input'];
};

export type ClassifyOfferingResult = Offering | Refusal;

/** A registered MCP server. */
export type Connector = {
  __typename?: 'Connector';
  authentication: AuthenticationKind;
  /** How long a call may take; null is the default of 120. */
  callTimeoutSeconds: Maybe<Scalars['Int']['output']>;
  changeHandling: ChangeHandling;
  /** When that was decided; null while nobody has. */
  changeHandlingSetAt: Maybe<Scalars['DateTime']['output']>;
  changeHandlingSetBy: Maybe<Member>;
  /** Calls under way at once, per gateway process; null is the default of 256. */
  concurrentCalls: Maybe<Scalars['Int']['output']>;
  createdAt: Scalars['DateTime']['output'];
  credential: Maybe<Credential>;
  dataClass: DataClass;
  health: ConnectorHealth;
  healthHistory: HealthHistory;
  id: Scalars['ID']['output'];
  /** The server's instructions to the model. */
  instructions: Maybe<Scalars['String']['output']>;
  lastScan: Maybe<Scan>;
  /** The address AI clients connect to. */
  mcpUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  offeringCounts: OfferingCounts;
  offerings: Array<Offering>;
  owner: Member;
  protocolRevision: Maybe<Scalars['String']['output']>;
  /** Everyone first, then groups by name. */
  publications: Array<Publication>;
  purpose: Scalars['String']['output'];
  /** Newest first, at most 50. */
  scans: Array<Scan>;
  serverName: Maybe<Scalars['String']['output']>;
  serverVersion: Maybe<Scalars['String']['output']>;
  /** The word in its address. */
  slug: Scalars['String']['output'];
  state: ConnectorState;
  stateSince: Scalars['DateTime']['output'];
  transport: Transport;
  url: Scalars['String']['output'];
  /** Send it back with a change: a newer one means that somebody else changed it. */
  version: Scalars['Int']['output'];
  viewerCan: ConnectorActions;
};


/** A registered MCP server. */
export type ConnectorHealthHistoryArgs = {
  window?: HealthWindow;
};


/** A registered MCP server. */
export type ConnectorScansArgs = {
  first?: Scalars['Int']['input'];
};

/** What the viewer may do with this connector now. */
export type ConnectorActions = {
  __typename?: 'ConnectorActions';
  approve: Scalars['Boolean']['output'];
  changeRules: Scalars['Boolean']['output'];
  edit: Scalars['Boolean']['output'];
  publish: Scalars['Boolean']['output'];
  resume: Scalars['Boolean']['output'];
  retire: Scalars['Boolean']['output'];
  scan: Scalars['Boolean']['output'];
  setChangeHandling: Scalars['Boolean']['output'];
  suspend: Scalars['Boolean']['output'];
};

export type ConnectorConnection = {
  __typename?: 'ConnectorConnection';
  edges: Array<ConnectorEdge>;
  pageInfo: PageInfo;
};

export type ConnectorEdge = {
  __typename?: 'ConnectorEdge';
  cursor: Scalars['String']['output'];
  node: Connector;
};

/** A call that got no usable answer. */
export type ConnectorFailure = {
  __typename?: 'ConnectorFailure';
  at: Scalars['DateTime']['output'];
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
};

export type ConnectorFilter = {
  heldOnly?: InputMaybe<Scalars['Boolean']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  states?: InputMaybe<Array<ConnectorState>>;
  /** Only those that wait for somebody: held, failed at the last scan, suspended, or a draft. */
  waiting?: InputMaybe<Scalars['Boolean']['input']>;
};

/** How a connector fares now, as all gateways see it together. */
export type ConnectorHealth = {
  __typename?: 'ConnectorHealth';
  /** Calls of the last five minutes. */
  calls: Scalars['Int']['output'];
  /** Of these, probes without a usable answer. */
  failedProbes: Scalars['Int']['output'];
  /** Of these, calls without a usable answer. */
  failures: Scalars['Int']['output'];
  /** Gateways that called it lately. */
  gateways: Scalars['Int']['output'];
  /** Of the last quarter of an hour. */
  lastFailure: Maybe<ConnectorFailure>;
  /** Of these, gateways that let no call through because the last ones failed. */
  openGateways: Scalars['Int']['output'];
  /** How often Castellan itself asked the server in the last five minutes, because nobody called. */
  probes: Scalars['Int']['output'];
  since: Maybe<Scalars['DateTime']['output']>;
  state: HealthState;
};

export type ConnectorState =
  | 'DRAFT'
  | 'PUBLISHED'
  | 'RETIRED'
  | 'SUSPENDED';

export type ConnectorStateInput = {
  id: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
  version: Scalars['Int']['input'];
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
  access?: InputMaybe<TokenAccess>;
  /** Permissions you hold, see grantableScopes. */
  apiScopes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Null, where there is access: every connector published to you. */
  connectors?: InputMaybe<Array<TokenConnectorInput>>;
  expiresAt: Scalars['DateTime']['input'];
  name: Scalars['String']['input'];
};

export type CreateTokenResult = IssuedToken | Refusal;

/** A secret held for the server. Its value is never shown again. */
export type Credential = {
  __typename?: 'Credential';
  headerName: Scalars['String']['output'];
  /** Empty where the secret is too short to show any of it. */
  lastFour: Scalars['String']['output'];
  /** Scheme, host and port it was saved for; it is sent nowhere else. */
  origin: Scalars['String']['output'];
  setAt: Scalars['DateTime']['output'];
  setBy: Member;
};

export type DataClass =
  | 'CONFIDENTIAL'
  | 'INTERNAL'
  | 'PUBLIC'
  | 'RESTRICTED';

/** One place where the live definition differs from the approved one. */
export type FieldChange = {
  __typename?: 'FieldChange';
  after: Maybe<Scalars['JSON']['output']>;
  before: Maybe<Scalars['JSON']['output']>;
  /** added, removed or changed. */
  kind: Scalars['String']['output'];
  /** JSON Pointer into the definition. */
  path: Scalars['String']['output'];
};

/** Something a look at a definition noticed: a help, never a decision. */
export type Finding = {
  __typename?: 'Finding';
  excerpt: Scalars['String']['output'];
  explanation: Scalars['String']['output'];
  /** JSON Pointer into the definition. */
  field: Scalars['String']['output'];
  rule: Scalars['String']['output'];
  /** notice, warning or high. */
  severity: Scalars['String']['output'];
};

/** An offering as a scan found it. */
export type FoundOffering = {
  __typename?: 'FoundOffering';
  /** A suggestion. */
  classification: Classification;
  definition: Scalars['JSON']['output'];
  description: Maybe<Scalars['String']['output']>;
  findings: Array<Finding>;
  hash: Scalars['String']['output'];
  kind: OfferingKind;
  name: Scalars['String']['output'];
  title: Maybe<Scalars['String']['output']>;
};

export type GrantRoleInput = {
  groupId?: InputMaybe<Scalars['ID']['input']>;
  memberId?: InputMaybe<Scalars['ID']['input']>;
  role: Role;
};

export type GrantRoleResult = Refusal | RoleChange;

/** A set of members, from the directory or made here. */
export type Group = {
  __typename?: 'Group';
  id: Scalars['ID']['output'];
  memberCount: Scalars['Int']['output'];
  name: Scalars['String']['output'];
  /** directory or manual. */
  source: Scalars['String']['output'];
};

export type GroupConnection = {
  __typename?: 'GroupConnection';
  edges: Array<GroupEdge>;
  pageInfo: PageInfo;
};

export type GroupEdge = {
  __typename?: 'GroupEdge';
  cursor: Scalars['String']['output'];
  node: Group;
};

export type HealthHistory = {
  __typename?: 'HealthHistory';
  /** Newest first, at most 100. */
  events: Array<BreakerEvent>;
  /** Oldest first, steps without calls too. */
  points: Array<HealthPoint>;
  stepSeconds: Scalars['Int']['output'];
};

export type HealthPoint = {
  __typename?: 'HealthPoint';
  /** When the step begins. */
  at: Scalars['DateTime']['output'];
  calls: Scalars['Int']['output'];
  /** Of these, probes without a usable answer. */
  failedProbes: Scalars['Int']['output'];
  /** Calls without a usable answer, time-outs among them. */
  failures: Scalars['Int']['output'];
  p50Ms: Maybe<Scalars['Int']['output']>;
  p95Ms: Maybe<Scalars['Int']['output']>;
  /** How often Castellan itself asked the server, because nobody called. */
  probes: Scalars['Int']['output'];
  /** Calls that were not made, because the last ones failed or too many were under way. */
  refused: Scalars['Int']['output'];
  timeouts: Scalars['Int']['output'];
};

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

/** The only time the secret is shown. */
export type IssuedToken = {
  __typename?: 'IssuedToken';
  secret: Scalars['String']['output'];
  token: Token;
};

export type Limit = {
  __typename?: 'Limit';
  /** The most this installation allows. */
  ceiling: Scalars['Float']['output'];
  /** What was chosen here, if anything was. */
  chosen: Maybe<Scalars['Float']['output']>;
  /** What holds where nothing is chosen here. */
  inherited: Scalars['Float']['output'];
  /** Where that was chosen. */
  inheritedFrom: LimitSource;
  quantity: LimitQuantity;
  subject: LimitSubject;
};

export type LimitInput = {
  quantity: LimitQuantity;
  subject: LimitSubject;
  /** Null takes the choice back. */
  value?: InputMaybe<Scalars['Float']['input']>;
};

/** What is counted. */
export type LimitQuantity =
  | 'BYTES_PER_MINUTE'
  | 'CONCURRENT_REQUESTS'
  | 'OPEN_STREAMS'
  | 'REQUESTS_PER_MINUTE';

/** Limits and what is done with results, of the organization, a connector, or one tool of it. */
export type LimitSettings = {
  __typename?: 'LimitSettings';
  changedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who chose last. */
  changedBy: Maybe<Member>;
  connectorId: Maybe<Scalars['ID']['output']>;
  /** What holds where nothing is chosen here. */
  inheritedResults: ResultSettings;
  /** Of a connector: its tools, resources and prompts that have limits of their own. The first by name, at most 200. */
  limitedOfferings: Array<LimitedOffering>;
  limits: Array<Limit>;
  offeringId: Maybe<Scalars['ID']['output']>;
  results: ResultSettings;
  /** 0 until something is chosen. */
  version: Scalars['Int']['output'];
  viewerCanChange: Scalars['Boolean']['output'];
};

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

/** A tool, resource or prompt with a limit of its own. */
export type LimitedOffering = {
  __typename?: 'LimitedOffering';
  changedAt: Scalars['DateTime']['output'];
  /** Who chose last. */
  changedBy: Maybe<Member>;
  /** Never empty. */
  chosen: Array<ChosenLimit>;
  id: Scalars['ID']['output'];
  kind: OfferingKind;
  name: Scalars['String']['output'];
};

/** A person in the organization. */
export type Member = {
  __typename?: 'Member';
  createdAt: Scalars['DateTime']['output'];
  displayName: Scalars['String']['output'];
  email: Maybe<Scalars['String']['output']>;
  groups: Array<Group>;
  id: Scalars['ID']['output'];
  lastSignInAt: Maybe<Scalars['DateTime']['output']>;
  roles: Array<Role>;
  /** active or disabled. */
  status: Scalars['String']['output'];
};

export type MemberConnection = {
  __typename?: 'MemberConnection';
  edges: Array<MemberEdge>;
  pageInfo: PageInfo;
};

export type MemberEdge = {
  __typename?: 'MemberEdge';
  cursor: Scalars['String']['output'];
  node: Member;
};

export type Mutation = {
  __typename?: 'Mutation';
  approveOfferings: ApproveOfferingsResult;
  classifyOffering: ClassifyOfferingResult;
  createToken: CreateTokenResult;
  grantRole: GrantRoleResult;
  publishConnector: PublishConnectorResult;
  registerConnector: RegisterConnectorResult;
  resumeConnector: ResumeConnectorResult;
  retireConnector: RetireConnectorResult;
  revokeRole: RevokeRoleResult;
  revokeToken: RevokeTokenResult;
  setChangeHandling: SetChangeHandlingResult;
  setConnectorCredential: SetConnectorCredentialResult;
  setLimits: SetLimitsResult;
  setRules: SetRulesResult;
  startScan: StartScanResult;
  suspendConnector: SuspendConnectorResult;
  updateConnector: UpdateConnectorResult;
};


export type MutationApproveOfferingsArgs = {
  input: ApproveOfferingsInput;
};


export type MutationClassifyOfferingArgs = {
  input: ClassifyOfferingInput;
};


export type MutationCreateTokenArgs = {
  input: CreateTokenInput;
};


export type MutationGrantRoleArgs = {
  input: GrantRoleInput;
};


export type MutationPublishConnectorArgs = {
  input: PublishConnectorInput;
};


export type MutationRegisterConnectorArgs = {
  input: RegisterConnectorInput;
};


export type MutationResumeConnectorArgs = {
  input: ConnectorStateInput;
};


export type MutationRetireConnectorArgs = {
  input: ConnectorStateInput;
};


export type MutationRevokeRoleArgs = {
  input: RevokeRoleInput;
};


export type MutationRevokeTokenArgs = {
  input: RevokeTokenInput;
};


export type MutationSetChangeHandlingArgs = {
  input: SetChangeHandlingInput;
};


export type MutationSetConnectorCredentialArgs = {
  input: SetConnectorCredentialInput;
};


export type MutationSetLimitsArgs = {
  input: SetLimitsInput;
};


export type MutationSetRulesArgs = {
  input: SetRulesInput;
};


export type MutationStartScanArgs = {
  input: StartScanInput;
};


export type MutationSuspendConnectorArgs = {
  input: ConnectorStateInput;
};


export type MutationUpdateConnectorArgs = {
  input: UpdateConnectorInput;
};

/** One thing a connector offers: a tool, a resource or template, a prompt. */
export type Offering = {
  __typename?: 'Offering';
  /** What the server claims of itself. Never decides anything. */
  annotations: Maybe<Scalars['JSON']['output']>;
  approvedAt: Maybe<Scalars['DateTime']['output']>;
  approvedBy: Maybe<Member>;
  approvedDefinition: Maybe<Scalars['JSON']['output']>;
  approvedHash: Maybe<Scalars['String']['output']>;
  /** From the approved definition to the live one. */
  changes: Array<FieldChange>;
  classification: Classification;
  classifiedBy: Maybe<Member>;
  contractState: ContractState;
  description: Maybe<Scalars['String']['output']>;
  findings: Array<Finding>;
  id: Scalars['ID']['output'];
  kind: OfferingKind;
  liveDefinition: Maybe<Scalars['JSON']['output']>;
  liveHash: Maybe<Scalars['String']['output']>;
  name: Scalars['String']['output'];
  /** The rule for everyone first, then groups by name. */
  rules: Array<Rule>;
  title: Maybe<Scalars['String']['output']>;
};

export type OfferingCounts = {
  __typename?: 'OfferingCounts';
  /** Approved offerings that some rule allows and none blocks for everyone. */
  allowed: Scalars['Int']['output'];
  /** Changed or gone since they were approved. */
  held: Scalars['Int']['output'];
  prompts: Scalars['Int']['output'];
  resourceTemplates: Scalars['Int']['output'];
  resources: Scalars['Int']['output'];
  tools: Scalars['Int']['output'];
  /** Never approved. */
  unapproved: Scalars['Int']['output'];
};

export type OfferingKind =
  | 'INSTRUCTIONS'
  | 'PROMPT'
  | 'RESOURCE'
  | 'RESOURCE_TEMPLATE'
  | 'TOOL';

export type Organization = {
  __typename?: 'Organization';
  id: Scalars['ID']['output'];
  kind: OrganizationKind;
  /** The address AI clients connect to, without a connector. */
  mcpUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  policyVersion: Scalars['Int']['output'];
  /** The short name in addresses. */
  slug: Scalars['String']['output'];
};

export type OrganizationKind =
  | 'BUSINESS'
  | 'EDUCATION';

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

/** A connector made available to an audience. */
export type Publication = {
  __typename?: 'Publication';
  /** Null is everyone. */
  group: Maybe<Group>;
  id: Scalars['ID']['output'];
  /** Active members in the audience now. */
  memberCount: Scalars['Int']['output'];
  publishedAt: Scalars['DateTime']['output'];
  publishedBy: Member;
};

/** Replaces the audiences of a connector; none at all makes it a draft again. */
export type PublishConnectorInput = {
  everyone: Scalars['Boolean']['input'];
  groupIds: Array<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
};

export type PublishConnectorResult = Connector | Refusal;

export type Query = {
  __typename?: 'Query';
  auditEvent: Maybe<AuditEvent>;
  /** Every type of event there is. */
  auditEventTypes: Array<Scalars['String']['output']>;
  auditEvents: AuditEventConnection;
  /** What is published to you, by name. */
  catalog: Array<CatalogEntry>;
  catalogEntry: Maybe<CatalogEntry>;
  connector: Maybe<Connector>;
  connectors: ConnectorConnection;
  grantableScopes: Array<ApiScope>;
  groups: GroupConnection;
  /** Of the organization, unless a connector, or a tool of it, is named. */
  limitSettings: Maybe<LimitSettings>;
  member: Maybe<Member>;
  members: MemberConnection;
  organization: Organization;
  scan: Maybe<Scan>;
  signInOrganization: Maybe<SignInOrganization>;
  /** Newest first: your own, or everybody’s where you may revoke any. */
  tokens: TokenPage;
  viewer: Viewer;
};


export type QueryAuditEventArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: Scalars['Int']['input'];
};


export type QueryCatalogEntryArgs = {
  slug: Scalars['String']['input'];
};


export type QueryConnectorArgs = {
  slug: Scalars['String']['input'];
};


export type QueryConnectorsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ConnectorFilter>;
  first?: Scalars['Int']['input'];
};


export type QueryGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryLimitSettingsArgs = {
  connectorId?: InputMaybe<Scalars['ID']['input']>;
  offeringId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryMemberArgs = {
  id: Scalars['ID']['input'];
};


export type QueryMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryScanArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySignInOrganizationArgs = {
  slug: Scalars['String']['input'];
};


export type QueryTokensArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TokenFilter>;
  first?: Scalars['Int']['input'];
};

/** An expected failure: what happened, and what to do next. Nothing was saved. */
export type Refusal = {
  __typename?: 'Refusal';
  /** Stable, machine-readable name of what is wrong. */
  code: Scalars['String']['output'];
  /** The input field at fault. */
  field: Maybe<Scalars['String']['output']>;
  /** What happened and why. */
  message: Scalars['String']['output'];
  /** What can be done next. */
  nextStep: Scalars['String']['output'];
};

/** An offering that the scan left out, and why. */
export type RefusedOffering = {
  __typename?: 'RefusedOffering';
  code: Scalars['String']['output'];
  explanation: Scalars['String']['output'];
  kind: OfferingKind;
  name: Scalars['String']['output'];
};

export type RegisterConnectorInput = {
  dataClass?: InputMaybe<DataClass>;
  headerName?: InputMaybe<Scalars['String']['input']>;
  headerValue?: InputMaybe<Scalars['String']['input']>;
  name: Scalars['String']['input'];
  /** The person registering, unless told. */
  ownerId?: InputMaybe<Scalars['ID']['input']>;
  purpose?: InputMaybe<Scalars['String']['input']>;
  scanId: Scalars['ID']['input'];
  slug: Scalars['String']['input'];
};

export type RegisterConnectorResult = Connector | Refusal;

/** What is done with results. Null: nothing is chosen here. */
export type ResultSettings = {
  __typename?: 'ResultSettings';
  /** Hosts that results may lead to; links to others are reported. Empty: none is. */
  listedHosts: Maybe<Array<Scalars['String']['output']>>;
  /** The largest answer that is passed on, in bytes. */
  maximumBytes: Maybe<Scalars['Float']['output']>;
  /** Whether email addresses, phone, account and card numbers are replaced. */
  redactPersonalData: Maybe<Scalars['Boolean']['output']>;
  /** Whether tokens, keys and the like are replaced. */
  redactSecrets: Maybe<Scalars['Boolean']['output']>;
  /** Whether invisible characters and images from elsewhere are taken out. */
  removeHidden: Maybe<Scalars['Boolean']['output']>;
  /** Whether text that tries to steer a model is reported. */
  reportMarkers: Maybe<Scalars['Boolean']['output']>;
};

/** What is left out or null is not chosen here. */
export type ResultSettingsInput = {
  listedHosts?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A whole number. */
  maximumBytes?: InputMaybe<Scalars['Float']['input']>;
  redactPersonalData?: InputMaybe<Scalars['Boolean']['input']>;
  redactSecrets?: InputMaybe<Scalars['Boolean']['input']>;
  removeHidden?: InputMaybe<Scalars['Boolean']['input']>;
  reportMarkers?: InputMaybe<Scalars['Boolean']['input']>;
};

export type ResumeConnectorResult = Connector | Refusal;

export type RetireConnectorResult = Connector | Refusal;

export type RevokeRoleInput = {
  groupId?: InputMaybe<Scalars['ID']['input']>;
  memberId?: InputMaybe<Scalars['ID']['input']>;
  role: Role;
};

export type RevokeRoleResult = Refusal | RoleChange;

export type RevokeTokenInput = {
  id: Scalars['ID']['input'];
};

export type RevokeTokenResult = Refusal | Token;

export type Role =
  | 'ADMIN'
  | 'AUDITOR'
  | 'DEVELOPER'
  | 'MEMBER'
  | 'OWNER'
  | 'REVIEWER'
  | 'UNIT_ADMIN';

/** A role as it was granted or taken; held by a member or by a group. */
export type RoleChange = {
  __typename?: 'RoleChange';
  group: Maybe<Group>;
  member: Maybe<Member>;
  role: Role;
};

/** One cell of tools x audiences. */
export type Rule = {
  __typename?: 'Rule';
  changedAt: Scalars['DateTime']['output'];
  changedBy: Member;
  effect: RuleEffect;
  /** Null is everyone the connector is published to. */
  group: Maybe<Group>;
  id: Scalars['ID']['output'];
};

export type RuleChangeInput = {
  /** Null removes the rule. */
  effect?: InputMaybe<RuleEffect>;
  /** Null is everyone the connector is published to. */
  groupId?: InputMaybe<Scalars['ID']['input']>;
  offeringId: Scalars['ID']['input'];
};

/** A block always wins; no rule is a no. */
export type RuleEffect =
  | 'ALLOW'
  | 'BLOCK';

/** One look at what a server offers now. */
export type Scan = {
  __typename?: 'Scan';
  added: Scalars['Int']['output'];
  changed: Scalars['Int']['output'];
  failure: Maybe<Refusal>;
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  found: Array<FoundOffering>;
  id: Scalars['ID']['output'];
  protocolRevision: Maybe<Scalars['String']['output']>;
  refused: Array<RefusedOffering>;
  removed: Scalars['Int']['output'];
  serverName: Maybe<Scalars['String']['output']>;
  serverVersion: Maybe<Scalars['String']['output']>;
  startedAt: Scalars['DateTime']['output'];
  status: ScanStatus;
  steps: Array<ScanStep>;
  transport: Maybe<Transport>;
  url: Scalars['String']['output'];
};

export type ScanStatus =
  | 'FAILED'
  | 'RUNNING'
  | 'SUCCEEDED';

export type ScanStep = {
  __typename?: 'ScanStep';
  detail: Maybe<Scalars['String']['output']>;
  name: Scalars['String']['output'];
  status: StepStatus;
  title: Scalars['String']['output'];
};

export type SetChangeHandlingInput = {
  connectorId: Scalars['ID']['input'];
  handling: ChangeHandling;
  version: Scalars['Int']['input'];
};

export type SetChangeHandlingResult = Connector | Refusal;

/** Without a header name the credential is removed. */
export type SetConnectorCredentialInput = {
  connectorId: Scalars['ID']['input'];
  headerName?: InputMaybe<Scalars['String']['input']>;
  headerValue?: InputMaybe<Scalars['String']['input']>;
  version: Scalars['Int']['input'];
};

export type SetConnectorCredentialResult = Connector | Refusal;

export type SetLimitsInput = {
  /** Null: the organization. */
  connectorId?: InputMaybe<Scalars['ID']['input']>;
  /** Limits that are left out stay as they are. */
  limits: Array<LimitInput>;
  /** One tool, resource or prompt of the connector. */
  offeringId?: InputMaybe<Scalars['ID']['input']>;
  /** Null: stays as it is. */
  results?: InputMaybe<ResultSettingsInput>;
  /** The version that was seen; 0 where nothing was chosen yet. */
  version: Scalars['Int']['input'];
};

export type SetLimitsResult = LimitSettings | Refusal;

/** All of the changes are saved, or none. */
export type SetRulesInput = {
  changes: Array<RuleChangeInput>;
  connectorId: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
};

export type SetRulesResult = Connector | Refusal;

/** What a sign-in page may show before anybody is known. */
export type SignInOrganization = {
  __typename?: 'SignInOrganization';
  name: Scalars['String']['output'];
  slug: Scalars['String']['output'];
};

/** Either a registered connector, or the address of a server that is not registered yet. */
export type StartScanInput = {
  connectorId?: InputMaybe<Scalars['ID']['input']>;
  headerName?: InputMaybe<Scalars['String']['input']>;
  headerValue?: InputMaybe<Scalars['String']['input']>;
  transport?: InputMaybe<Transport>;
  url?: InputMaybe<Scalars['String']['input']>;
};

export type StartScanResult = Refusal | Scan;

export type StepStatus =
  | 'DONE'
  | 'FAILED'
  | 'RUNNING'
  | 'WAITING';

export type SuspendConnectorResult = Connector | Refusal;

/** A scoped credential. Its secret was shown once and is not kept. */
export type Token = {
  __typename?: 'Token';
  /** Null: it reaches no connector. */
  access: Maybe<TokenAccess>;
  apiScopes: Array<Scalars['String']['output']>;
  /** Null, where there is access: every connector published to the owner. */
  connectors: Maybe<Array<TokenConnector>>;
  createdAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
  /** How the token begins. */
  hint: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  /** To the minute. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
  owner: Member;
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** active, expired or revoked. */
  state: Scalars['String']['output'];
  viewerCan: TokenActions;
};

export type TokenAccess =
  | 'READ'
  | 'WRITE';

/** What the viewer may do with this token now. */
export type TokenActions = {
  __typename?: 'TokenActions';
  revoke: Scalars['Boolean']['output'];
};

/** A connector that a token reaches. */
export type TokenConnector = {
  __typename?: 'TokenConnector';
  name: Scalars['String']['output'];
  slug: Scalars['String']['output'];
  /** Null is every tool that is allowed. */
  tools: Maybe<Array<Scalars['String']['output']>>;
};

export type TokenConnectorInput = {
  slug: Scalars['String']['input'];
  /** Null is every tool that is allowed. */
  tools?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type TokenEdge = {
  __typename?: 'TokenEdge';
  cursor: Scalars['String']['output'];
  node: Token;
};

export type TokenFilter = {
  active?: InputMaybe<Scalars['Boolean']['input']>;
  mine?: InputMaybe<Scalars['Boolean']['input']>;
  ownerId?: InputMaybe<Scalars['ID']['input']>;
};

export type TokenPage = {
  __typename?: 'TokenPage';
  edges: Array<TokenEdge>;
  pageInfo: PageInfo;
};

export type Transport =
  | 'HTTP_SSE'
  | 'STREAMABLE_HTTP';

export type UpdateConnectorInput = {
  /** Unchanged unless given; null is the default. */
  callTimeoutSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Unchanged unless given; null is the default. */
  concurrentCalls?: InputMaybe<Scalars['Int']['input']>;
  dataClass: DataClass;
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
  ownerId: Scalars['ID']['input'];
  purpose: Scalars['String']['input'];
  transport: Transport;
  url: Scalars['String']['input'];
  version: Scalars['Int']['input'];
};

export type UpdateConnectorResult = Connector | Refusal;

/** Who is asking, and what they may do. */
export type Viewer = {
  __typename?: 'Viewer';
  member: Member;
  organization: Organization;
  /** Narrowed by the token where the caller uses one. */
  permissions: Array<Scalars['String']['output']>;
  roles: Array<Role>;
  /** When the session ends unless it is used; null for tokens. */
  sessionExpiresAt: Maybe<Scalars['DateTime']['output']>;
};
