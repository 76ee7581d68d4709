import { Injectable } from '@nestjs/common';
import { notFound } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { Change } from '../kernel/unit-of-work.js';
import { isSlug, type Organization } from './organization.js';
import { OrganizationsRepository } from './organizations.repository.js';

/** Looks up tenants. */
@Injectable()
export class OrganizationsService {
  constructor(private readonly organizations: OrganizationsRepository) {}

  /** The caller's own organization. */
  async current(context: RequestContext): Promise<Organization> {
    const organization = await this.organizations.find(context.organizationId);
    if (!organization) throw notFound('organization');
    return organization;
  }

  /** An organization by its short name, before anybody is signed in. */
  async findBySlug(slug: string): Promise<Organization | undefined> {
    return isSlug(slug) ? this.organizations.findBySlug(slug) : undefined;
  }

  /** Makes the transaction's organization. */
  async found(change: Change, organization: Omit<Organization, 'policyVersion'>): Promise<void> {
    await this.organizations.add(change, organization);
    change.record({
      type: 'organization.created',
      outcome: 'success',
      target: { kind: 'organization', id: organization.id, name: organization.name },
      details: { slug: organization.slug, kind: organization.kind },
    });
  }
}
