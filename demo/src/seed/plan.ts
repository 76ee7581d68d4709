import type { PeopleOrganization } from '../openid/index.js';
import type { SampleServerSlug } from '../servers/index.js';

/** One connector as the sample organizations have it. */
export interface ConnectorPlan {
  readonly slug: SampleServerSlug;
  readonly name: string;
  readonly purpose: string;
  readonly dataClass: 'PUBLIC' | 'INTERNAL' | 'CONFIDENTIAL' | 'RESTRICTED';
  /** The sample person who answers for it. */
  readonly owner: string;
  /** Who may use it: `everyone`, or the names of groups; nobody while it is a draft. */
  readonly audience: 'everyone' | readonly string[] | undefined;
  /** Tools that change something and are allowed all the same, to the groups named. */
  readonly allowedWrites?: Readonly<Record<string, 'everyone' | readonly string[]>>;
  /** Tools that nobody may use, whatever else allows them. */
  readonly blocked?: readonly string[];
}

/** What one sample organization looks like after its first start. */
export interface OrganizationPlan {
  readonly slug: PeopleOrganization;
  readonly name: string;
  readonly kind: 'business' | 'education';
  readonly owner: string;
  readonly admin: string;
  readonly reviewer: string;
  readonly auditor: string;
  /** Whose token demo.json holds for the gateway. */
  readonly member: string;
  readonly connectors: readonly ConnectorPlan[];
}

/** The groups of the sample directory that hold a role of Castellan. */
export const ROLE_GROUPS = {
  owner: 'castellan-owners',
  admin: 'castellan-admins',
  reviewer: 'castellan-reviewers',
  auditor: 'castellan-auditors',
  unit_admin: 'castellan-unit-admins',
  developer: 'castellan-developers',
};

/** Both sample organizations: published and unpublished connectors, allowed and blocked tools. */
export const PLANS: readonly OrganizationPlan[] = [
  {
    slug: 'acme',
    name: 'Acme',
    kind: 'business',
    owner: 'acme-omar-owner',
    admin: 'acme-ada-admin',
    reviewer: 'acme-rita-reviewer',
    auditor: 'acme-aldo-auditor',
    member: 'acme-max-member',
    connectors: [
      {
        slug: 'crm',
        name: 'CRM',
        purpose: 'Look up accounts and contacts, and keep deals up to date.',
        dataClass: 'CONFIDENTIAL',
        owner: 'acme-una-unit',
        audience: ['sales'],
        allowedWrites: { update_record: ['sales'] },
        blocked: ['delete_record'],
      },
      {
        slug: 'calendar',
        name: 'Calendar',
        purpose: 'See what is planned, and plan meetings.',
        dataClass: 'INTERNAL',
        owner: 'acme-ada-admin',
        audience: 'everyone',
        allowedWrites: { 'calendar.create_event': 'everyone' },
      },
      {
        slug: 'code',
        name: 'Code hosting',
        purpose: 'Read repositories, and open and review pull requests.',
        dataClass: 'CONFIDENTIAL',
        owner: 'acme-erik-engineer',
        audience: ['engineering'],
        allowedWrites: { create_pull_request: ['engineering'] },
        blocked: ['merge_branch'],
      },
      {
        slug: 'tickets',
        name: 'Tickets',
        purpose: 'Find tickets and see how they stand.',
        dataClass: 'INTERNAL',
        owner: 'acme-dev-developer',
        audience: 'everyone',
      },
      {
        slug: 'knowledge',
        name: 'Knowledge base',
        purpose: 'Answer questions from the handbook.',
        dataClass: 'PUBLIC',
        owner: 'acme-ada-admin',
        audience: 'everyone',
      },
      {
        slug: 'automation',
        name: 'Automation',
        purpose: 'Start workflows that are described elsewhere.',
        dataClass: 'RESTRICTED',
        owner: 'acme-dev-developer',
        audience: undefined,
      },
    ],
  },
  {
    slug: 'northfield',
    name: 'Northfield',
    kind: 'education',
    owner: 'northfield-olive-owner',
    admin: 'northfield-adam-admin',
    reviewer: 'northfield-rosa-reviewer',
    auditor: 'northfield-anya-auditor',
    member: 'northfield-tess-teacher',
    connectors: [
      {
        slug: 'knowledge',
        name: 'Knowledge base',
        purpose: 'Answer questions about courses and the school.',
        dataClass: 'PUBLIC',
        owner: 'northfield-adam-admin',
        audience: 'everyone',
      },
      {
        slug: 'calendar',
        name: 'Calendar',
        purpose: 'Plan lessons and meetings.',
        dataClass: 'INTERNAL',
        owner: 'northfield-uma-unit',
        audience: ['teachers'],
        allowedWrites: { 'calendar.create_event': ['teachers'] },
        blocked: ['calendar.cancel_event'],
      },
      {
        slug: 'tickets',
        name: 'IT tickets',
        purpose: 'Tell the IT staff what does not work.',
        dataClass: 'INTERNAL',
        owner: 'northfield-ian-it',
        audience: undefined,
      },
    ],
  },
];
