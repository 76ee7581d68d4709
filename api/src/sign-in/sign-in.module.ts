import { Global, Module } from '@nestjs/common';
import { AUTHENTICATOR } from '../access/caller.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AttemptsModule } from '../platform/attempts/attempts.module.js';
import { HttpOutModule } from '../platform/http-out/http-out.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ControlAuthenticator } from './control-authenticator.js';
import { SignInCookies } from './cookies.js';
import { IdentityProvidersRepository } from './identity-providers.repository.js';
import { OpenIdProviders } from './openid-providers.js';
import { PendingSignIns } from './pending-sign-ins.js';
import { PendingSignInsRepository } from './pending-sign-ins.repository.js';
import { RepeatedRefusals } from './repeated-refusals.js';
import { SessionResolver } from './session.resolver.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';

/** Sign-in, sessions, and who calls the control plane. Global, because the guard asks for the authenticator. */
@Global()
@Module({
  imports: [AttemptsModule, HttpOutModule, OrganizationsModule, PeopleModule, TokensModule],
  controllers: [SignInController],
  providers: [
    ControlAuthenticator,
    { provide: AUTHENTICATOR, useExisting: ControlAuthenticator },
    IdentityProvidersRepository,
    OpenIdProviders,
    PendingSignIns,
    PendingSignInsRepository,
    RepeatedRefusals,
    SessionResolver,
    SessionsRepository,
    SessionsService,
    SignInAttempts,
    SignInCookies,
    SignInService,
  ],
  exports: [AUTHENTICATOR],
})
export class SignInModule {}
