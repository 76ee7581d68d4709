import { entities } from './app.entities.js';
import { TransactionAuditSink } from './audit/transaction-audit-sink.repository.js';
import type { BootstrapConfiguration } from './config/owner-configuration.js';
import { systemClock } from './kernel/clock.js';
import { OrganizationsRepository } from './organizations/organizations.repository.js';
import { OrganizationsService } from './organizations/organizations.service.js';
import { DirectoryRepository } from './people/directory.repository.js';
import { DirectoryService } from './people/directory.service.js';
import { GroupsRepository } from './people/groups.repository.js';
import { MembersRepository } from './people/members.repository.js';
import { RolesHeldRepository } from './people/roles-held.repository.js';
import { RolesService } from './people/roles.service.js';
import { Keyring } from './platform/crypto/keyring.js';
import { withOwnerDatabase } from './platform/database/owner-database.js';
import { TypeOrmUnitOfWork } from './platform/database/typeorm-unit-of-work.js';
import type { BootstrapCommand } from './sign-in/bootstrap.js';
import { BootstrapService, type BootstrapOutcome } from './sign-in/bootstrap.service.js';
import { IdentityProvidersRepository } from './sign-in/identity-providers.repository.js';

/**
 * The composition root of the command line: the few parts that bootstrap needs, on the owner's connection, because
 * the application's role cannot make tenants.
 */
export function bootstrapAsOwner(
  { ownerUrl, keys }: BootstrapConfiguration,
  command: BootstrapCommand,
): Promise<BootstrapOutcome> {
  return withOwnerDatabase(ownerUrl, entities, (dataSource) => {
    const unitOfWork = new TypeOrmUnitOfWork(dataSource, new TransactionAuditSink(systemClock));
    return new BootstrapService(
      unitOfWork,
      new Keyring(keys),
      new OrganizationsService(new OrganizationsRepository(dataSource)),
      new IdentityProvidersRepository(),
      new DirectoryService(new DirectoryRepository()),
      new RolesService(
        unitOfWork,
        new RolesHeldRepository(),
        new MembersRepository(),
        new GroupsRepository(),
      ),
    ).run(command);
  });
}
