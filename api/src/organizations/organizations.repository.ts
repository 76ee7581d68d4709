import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { OrganizationEntity } from './organization.entity.js';
import type { Organization, OrganizationKind } from './organization.js';

/** Organizations are known before anybody is: the one table read without a tenant. */
@Injectable()
export class OrganizationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async findBySlug(slug: string): Promise<Organization | undefined> {
    const row = await this.dataSource.manager.findOneBy(OrganizationEntity, { slug });
    return row ? toOrganization(row) : undefined;
  }

  async find(id: string): Promise<Organization | undefined> {
    const row = await this.dataSource.manager.findOneBy(OrganizationEntity, { id });
    return row ? toOrganization(row) : undefined;
  }

  /** For the owner role only: the application may not make tenants. */
  async add(work: Work, organization: Omit<Organization, 'policyVersion'>): Promise<void> {
    await managerOf(work).insert(OrganizationEntity, organization);
  }
}

function toOrganization(row: OrganizationEntity): Organization {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: row.kind as OrganizationKind,
    policyVersion: Number(row.policyVersion),
  };
}
