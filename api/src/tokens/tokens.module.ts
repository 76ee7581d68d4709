import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/people.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { TokenAuthenticator } from './token-authenticator.js';
import { TokensRepository } from './tokens.repository.js';
import { TokensService } from './tokens.service.js';

/** Scoped tokens of members. */
@Module({
  imports: [PeopleModule, PoliciesModule],
  providers: [TokenAuthenticator, TokensRepository, TokensService],
  exports: [TokenAuthenticator, TokensService],
})
export class TokensModule {}
