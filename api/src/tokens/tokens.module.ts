import { Module } from '@nestjs/common';
import { ConnectorsModule } from '../connectors/connectors.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AttemptsModule } from '../platform/attempts/attempts.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { TokenAttempts } from './token-attempts.js';
import { TokenAuthenticator } from './token-authenticator.js';
import { TokensRepository } from './tokens.repository.js';
import { TokenConnectorFieldsResolver, TokensResolver } from './tokens.resolver.js';
import { TokensService } from './tokens.service.js';

/** Scoped tokens of members. */
@Module({
  imports: [AttemptsModule, ConnectorsModule, PeopleModule, PoliciesModule],
  providers: [
    TokenAttempts,
    TokenAuthenticator,
    TokenConnectorFieldsResolver,
    TokensRepository,
    TokensResolver,
    TokensService,
  ],
  exports: [TokenAttempts, TokenAuthenticator, TokensService],
})
export class TokensModule {}
