export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
};

export type ApiScope = {
  __typename?: 'ApiScope';
  name: Scalars['String']['output'];
  title: Scalars['String']['output'];
};

export type ApprovalInput = {
  hash: Scalars['String']['input'];
  offeringId: Scalars['ID']['input'];
};

export type ApproveOfferingsInput = {
  approvals: Array<ApprovalInput>;
  connectorId: Scalars['ID']['input'];
};

export type ApproveOfferingsResult = Connector | Refusal;

export type AuditEvent = {
  __typename?: 'AuditEvent';
  actor: Maybe<Member>;
  actorKind: Scalars['String']['output'];
  actorLabel: Scalars['String']['output'];
  body: Scalars['JSON']['output'];
  change: Maybe<Scalars['JSON']['output']>;
  channel: Maybe<Scalars['String']['output']>;
  clientName: Maybe<Scalars['String']['output']>;
  connector: Maybe<Connector>;
  contractHash: Maybe<Scalars['String']['output']>;
  decisionEffect: Maybe<Scalars['String']['output']>;
  decisionReason: Maybe<Scalars['String']['output']>;
  decisionRule: Maybe<Scalars['String']['output']>;
  details: Maybe<Scalars['JSON']['output']>;
  id: Scalars['ID']['output'];
  occurredAt: Scalars['DateTime']['output'];
  offeringKind: Maybe<Scalars['String']['output']>;
  offeringName: Maybe<Scalars['String']['output']>;
  outcome: AuditOutcome;
  policyVersion: Maybe<Scalars['Int']['output']>;
  recordedAt: Scalars['DateTime']['output'];
  requestId: Maybe<Scalars['String']['output']>;
  sourceAddress: Maybe<Scalars['String']['output']>;
  summary: Scalars['String']['output'];
  targetId: Maybe<Scalars['String']['output']>;
  targetKind: Maybe<Scalars['String']['output']>;
  targetName: Maybe<Scalars['String']['output']>;
  tokenId: Maybe<Scalars['ID']['output']>;
  tokenName: Maybe<Scalars['String']['output']>;
  type: Scalars['String']['output'];
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
  from?: InputMaybe<Scalars['DateTime']['input']>;
  offeringName?: InputMaybe<Scalars['String']['input']>;
  outcome?: InputMaybe<AuditOutcome>;
  search?: InputMaybe<Scalars['String']['input']>;
  targetId?: InputMaybe<Scalars['ID']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type AuditOutcome =
  | 'DENIED'
  | 'FAILURE'
  | 'SUCCESS';

export type AuthenticationKind =
  | 'NONE'
  | 'STATIC_HEADER';

export type CatalogEntry = {
  __typename?: 'CatalogEntry';
  dataClass: DataClass;
  mcpUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  offerings: Array<CatalogOffering>;
  ownerName: Scalars['String']['output'];
  purpose: Scalars['String']['output'];
  slug: Scalars['String']['output'];
  state: ConnectorState;
};

export type CatalogOffering = {
  __typename?: 'CatalogOffering';
  allowed: Scalars['Boolean']['output'];
  classification: Classification;
  description: Maybe<Scalars['String']['output']>;
  kind: OfferingKind;
  name: Scalars['String']['output'];
  reason: Scalars['String']['output'];
  title: Maybe<Scalars['String']['output']>;
};

export type Classification =
  | 'DESTRUCTIVE'
  | 'READ'
  | 'WRITE';

export type ClassifyOfferingInput = {
  classification: Classification;
  offeringId: Scalars['ID']['input'];
};

export type ClassifyOfferingResult = Offering | Refusal;

export type Connector = {
  __typename?: 'Connector';
  authentication: AuthenticationKind;
  createdAt: Scalars['DateTime']['output'];
  credential: Maybe<Credential>;
  dataClass: DataClass;
  id: Scalars['ID']['output'];
  instructions: Maybe<Scalars['String']['output']>;
  lastScan: Maybe<Scan>;
  mcpUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  offeringCounts: OfferingCounts;
  offerings: Array<Offering>;
  owner: Member;
  protocolRevision: Maybe<Scalars['String']['output']>;
  publications: Array<Publication>;
  purpose: Scalars['String']['output'];
  scans: Array<Scan>;
  serverName: Maybe<Scalars['String']['output']>;
  serverVersion: Maybe<Scalars['String']['output']>;
  slug: Scalars['String']['output'];
  state: ConnectorState;
  stateSince: Scalars['DateTime']['output'];
  transport: Transport;
  url: Scalars['String']['output'];
  version: Scalars['Int']['output'];
  viewerCan: ConnectorActions;
};


export type ConnectorScansArgs = {
  first?: Scalars['Int']['input'];
};

export type ConnectorActions = {
  __typename?: 'ConnectorActions';
  approve: Scalars['Boolean']['output'];
  changeRules: Scalars['Boolean']['output'];
  edit: Scalars['Boolean']['output'];
  publish: Scalars['Boolean']['output'];
  resume: Scalars['Boolean']['output'];
  retire: Scalars['Boolean']['output'];
  scan: Scalars['Boolean']['output'];
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

export type ConnectorFilter = {
  heldOnly?: InputMaybe<Scalars['Boolean']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  states?: InputMaybe<Array<ConnectorState>>;
};

export type ConnectorState =
  | 'DRAFT'
  | 'PUBLISHED'
  | 'RETIRED'
  | 'SUSPENDED';

/** Whether the definition a server offers now is the one that was approved: NEW was never approved, CHANGED differs and is held, GONE was not seen by the last scan. */
export type ContractState =
  | 'APPROVED'
  | 'CHANGED'
  | 'GONE'
  | 'NEW';

export type CreateTokenInput = {
  access?: InputMaybe<TokenAccess>;
  apiScopes?: InputMaybe<Array<Scalars['String']['input']>>;
  connectors?: InputMaybe<Array<TokenConnectorInput>>;
  expiresAt: Scalars['DateTime']['input'];
  name: Scalars['String']['input'];
};

export type CreateTokenResult = IssuedToken | Refusal;

export type Credential = {
  __typename?: 'Credential';
  headerName: Scalars['String']['output'];
  lastFour: Scalars['String']['output'];
  origin: Scalars['String']['output'];
  setAt: Scalars['DateTime']['output'];
  setBy: Member;
};

export type DataClass =
  | 'CONFIDENTIAL'
  | 'INTERNAL'
  | 'PUBLIC'
  | 'RESTRICTED';

export type FieldChange = {
  __typename?: 'FieldChange';
  after: Maybe<Scalars['JSON']['output']>;
  before: Maybe<Scalars['JSON']['output']>;
  kind: Scalars['String']['output'];
  path: Scalars['String']['output'];
};

export type Finding = {
  __typename?: 'Finding';
  excerpt: Scalars['String']['output'];
  explanation: Scalars['String']['output'];
  field: Scalars['String']['output'];
  rule: Scalars['String']['output'];
  severity: Scalars['String']['output'];
};

export type FoundOffering = {
  __typename?: 'FoundOffering';
  classification: Classification;
  definition: Scalars['JSON']['output'];
  description: Maybe<Scalars['String']['output']>;
  findings: Array<Finding>;
  hash: Scalars['String']['output'];
  kind: OfferingKind;
  name: Scalars['String']['output'];
  title: Maybe<Scalars['String']['output']>;
};

export type Group = {
  __typename?: 'Group';
  id: Scalars['ID']['output'];
  memberCount: Scalars['Int']['output'];
  name: Scalars['String']['output'];
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

export type IssuedToken = {
  __typename?: 'IssuedToken';
  secret: Scalars['String']['output'];
  token: Token;
};

export type Member = {
  __typename?: 'Member';
  createdAt: Scalars['DateTime']['output'];
  displayName: Scalars['String']['output'];
  email: Maybe<Scalars['String']['output']>;
  groups: Array<Group>;
  id: Scalars['ID']['output'];
  lastSignInAt: Maybe<Scalars['DateTime']['output']>;
  roles: Array<Role>;
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
  publishConnector: PublishConnectorResult;
  registerConnector: RegisterConnectorResult;
  resumeConnector: ResumeConnectorResult;
  retireConnector: RetireConnectorResult;
  revokeToken: RevokeTokenResult;
  setConnectorCredential: SetConnectorCredentialResult;
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


export type MutationPublishConnectorArgs = {
  input: PublishConnectorInput;
};


export type MutationRegisterConnectorArgs = {
  input: RegisterConnectorInput;
};


export type MutationResumeConnectorArgs = {
  input: ResumeConnectorInput;
};


export type MutationRetireConnectorArgs = {
  input: RetireConnectorInput;
};


export type MutationRevokeTokenArgs = {
  input: RevokeTokenInput;
};


export type MutationSetConnectorCredentialArgs = {
  input: SetConnectorCredentialInput;
};


export type MutationSetRulesArgs = {
  input: SetRulesInput;
};


export type MutationStartScanArgs = {
  input: StartScanInput;
};


export type MutationSuspendConnectorArgs = {
  input: SuspendConnectorInput;
};


export type MutationUpdateConnectorArgs = {
  input: UpdateConnectorInput;
};

export type Offering = {
  __typename?: 'Offering';
  annotations: Maybe<Scalars['JSON']['output']>;
  approvedAt: Maybe<Scalars['DateTime']['output']>;
  approvedBy: Maybe<Member>;
  approvedDefinition: Maybe<Scalars['JSON']['output']>;
  approvedHash: Maybe<Scalars['String']['output']>;
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
  rules: Array<Rule>;
  title: Maybe<Scalars['String']['output']>;
};

export type OfferingCounts = {
  __typename?: 'OfferingCounts';
  allowed: Scalars['Int']['output'];
  held: Scalars['Int']['output'];
  prompts: Scalars['Int']['output'];
  resourceTemplates: Scalars['Int']['output'];
  resources: Scalars['Int']['output'];
  tools: Scalars['Int']['output'];
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
  mcpUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  policyVersion: Scalars['Int']['output'];
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

export type Publication = {
  __typename?: 'Publication';
  group: Maybe<Group>;
  id: Scalars['ID']['output'];
  memberCount: Scalars['Int']['output'];
  publishedAt: Scalars['DateTime']['output'];
  publishedBy: Member;
};

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
  auditEventTypes: Array<Scalars['String']['output']>;
  auditEvents: AuditEventConnection;
  catalog: Array<CatalogEntry>;
  catalogEntry: Maybe<CatalogEntry>;
  connector: Maybe<Connector>;
  connectors: ConnectorConnection;
  grantableScopes: Array<ApiScope>;
  groups: GroupConnection;
  member: Maybe<Member>;
  members: MemberConnection;
  scan: Maybe<Scan>;
  signInOrganization: Maybe<SignInOrganization>;
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

/** An expected failure: what happened, and what to do next. */
export type Refusal = {
  __typename?: 'Refusal';
  code: Scalars['String']['output'];
  field: Maybe<Scalars['String']['output']>;
  message: Scalars['String']['output'];
  nextStep: Scalars['String']['output'];
};

export type RegisterConnectorInput = {
  dataClass: DataClass;
  headerName?: InputMaybe<Scalars['String']['input']>;
  headerValue?: InputMaybe<Scalars['String']['input']>;
  name: Scalars['String']['input'];
  ownerId: Scalars['ID']['input'];
  purpose: Scalars['String']['input'];
  scanId: Scalars['ID']['input'];
  slug: Scalars['String']['input'];
};

export type RegisterConnectorResult = Connector | Refusal;

export type ResumeConnectorInput = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
  version: Scalars['Int']['input'];
};

export type ResumeConnectorResult = Connector | Refusal;

export type RetireConnectorInput = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
  version: Scalars['Int']['input'];
};

export type RetireConnectorResult = Connector | Refusal;

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

export type Rule = {
  __typename?: 'Rule';
  changedAt: Scalars['DateTime']['output'];
  changedBy: Member;
  effect: RuleEffect;
  group: Maybe<Group>;
  id: Scalars['ID']['output'];
};

export type RuleChangeInput = {
  effect?: InputMaybe<RuleEffect>;
  groupId?: InputMaybe<Scalars['ID']['input']>;
  offeringId: Scalars['ID']['input'];
};

export type RuleEffect =
  | 'ALLOW'
  | 'BLOCK';

export type Scan = {
  __typename?: 'Scan';
  added: Scalars['Int']['output'];
  changed: Scalars['Int']['output'];
  connector: Maybe<Connector>;
  failure: Maybe<Refusal>;
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  found: Array<FoundOffering>;
  id: Scalars['ID']['output'];
  protocolRevision: Maybe<Scalars['String']['output']>;
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

export type SetConnectorCredentialInput = {
  connectorId: Scalars['ID']['input'];
  headerName?: InputMaybe<Scalars['String']['input']>;
  headerValue?: InputMaybe<Scalars['String']['input']>;
  version: Scalars['Int']['input'];
};

export type SetConnectorCredentialResult = Connector | Refusal;

export type SetRulesInput = {
  changes: Array<RuleChangeInput>;
  connectorId: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
};

export type SetRulesResult = Connector | Refusal;

export type SignInOrganization = {
  __typename?: 'SignInOrganization';
  name: Scalars['String']['output'];
  slug: Scalars['String']['output'];
};

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

export type SuspendConnectorInput = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
  version: Scalars['Int']['input'];
};

export type SuspendConnectorResult = Connector | Refusal;

export type Token = {
  __typename?: 'Token';
  access: Maybe<TokenAccess>;
  apiScopes: Array<Scalars['String']['output']>;
  connectors: Maybe<Array<TokenConnector>>;
  createdAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
  hint: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
  owner: Member;
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  state: Scalars['String']['output'];
  viewerCan: TokenActions;
};

export type TokenAccess =
  | 'READ'
  | 'WRITE';

export type TokenActions = {
  __typename?: 'TokenActions';
  revoke: Scalars['Boolean']['output'];
};

export type TokenConnector = {
  __typename?: 'TokenConnector';
  name: Scalars['String']['output'];
  slug: Scalars['String']['output'];
  tools: Maybe<Array<Scalars['String']['output']>>;
};

export type TokenConnectorInput = {
  slug: Scalars['String']['input'];
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

export type Viewer = {
  __typename?: 'Viewer';
  member: Member;
  organization: Organization;
  permissions: Array<Scalars['String']['output']>;
  roles: Array<Role>;
  sessionExpiresAt: Maybe<Scalars['DateTime']['output']>;
};
