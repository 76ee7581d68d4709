import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { GroupsRepository } from './groups.repository.js';
import { MembersRepository } from './members.repository.js';
import { PeopleResolver } from './people.resolver.js';
import { PeopleService } from './people.service.js';

@Module({
  imports: [OrganizationsModule],
  providers: [MembersRepository, GroupsRepository, PeopleService, PeopleResolver],
  exports: [PeopleService],
})
export class PeopleModule {}
