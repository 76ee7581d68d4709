import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { DirectoryRepository } from './directory.repository.js';
import { DirectoryService } from './directory.service.js';
import { GroupsRepository } from './groups.repository.js';
import { MembersRepository } from './members.repository.js';
import { PeopleResolver } from './people.resolver.js';
import { PeopleService } from './people.service.js';
import { RolesHeldRepository } from './roles-held.repository.js';
import { RolesResolver } from './roles.resolver.js';
import { RolesService } from './roles.service.js';

@Module({
  imports: [OrganizationsModule],
  providers: [
    DirectoryRepository,
    DirectoryService,
    MembersRepository,
    GroupsRepository,
    PeopleService,
    PeopleResolver,
    RolesHeldRepository,
    RolesResolver,
    RolesService,
  ],
  exports: [DirectoryService, PeopleService],
})
export class PeopleModule {}
