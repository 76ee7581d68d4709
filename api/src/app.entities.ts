import { AuditEventEntity } from './audit/audit-event.entity.js';
import { ConnectorEntity } from './connectors/connector.entity.js';
import { ContractEntity } from './contracts/contract.entity.js';
import { OfferingEntity } from './contracts/offering.entity.js';
import { ScanEntity } from './contracts/scan.entity.js';
import { CredentialEntity } from './credentials/credential.entity.js';
import { GatewayLetterEntity } from './gateway/mailbox/gateway-letter.entity.js';
import { GatewaySessionEntity } from './gateway/sessions/gateway-session.entity.js';
import { ConnectorHealthEntity } from './health/connector-health.entity.js';
import { GatewaySubscriptionEntity } from './gateway/streams/gateway-subscription.entity.js';
import { LimitSettingEntity } from './limits/limit-setting.entity.js';
import { OrganizationEntity } from './organizations/organization.entity.js';
import { GroupEntity, GroupMembershipEntity } from './people/group.entity.js';
import { IdentityProviderEntity } from './sign-in/identity-provider.entity.js';
import { MemberEntity } from './people/member.entity.js';
import { RoleHeldEntity } from './people/role-held.entity.js';
import { policyEntities } from './policies/policy-entities.js';
import { PendingSignInEntity } from './sign-in/pending-sign-in.entity.js';
import { SessionEntity } from './sign-in/session.entity.js';
import { TokenEntity } from './tokens/token.entity.js';

/** Every row of the application, for its data source. */
export const entities = [
  AuditEventEntity,
  ConnectorEntity,
  ConnectorHealthEntity,
  ContractEntity,
  CredentialEntity,
  GatewayLetterEntity,
  GatewaySessionEntity,
  GatewaySubscriptionEntity,
  GroupEntity,
  GroupMembershipEntity,
  IdentityProviderEntity,
  LimitSettingEntity,
  MemberEntity,
  OfferingEntity,
  OrganizationEntity,
  PendingSignInEntity,
  RoleHeldEntity,
  ScanEntity,
  SessionEntity,
  TokenEntity,
  ...policyEntities,
];
