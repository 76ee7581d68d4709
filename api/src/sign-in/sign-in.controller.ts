import { randomBytes } from 'node:crypto';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { secondsInWords } from '../kernel/seconds.js';
import { TooManyAttempts } from '../access/access.errors.js';
import { Public } from '../access/allow.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { Log } from '../platform/telemetry/log.js';
import { callbackAddress } from './callback-address.js';
import { SignInCookies } from './cookies.js';
import type { Identity } from './identity.js';
import { OpenIdProviders } from './openid-providers.js';
import { OpenIdStrategy } from './openid-strategy.js';
import { PassportFastify } from './passport-fastify.js';
import { PendingSignIns } from './pending-sign-ins.js';
import { RefusalFilter } from './refusal.filter.js';
import { assertSameSite, originOf } from './request-origin.js';
import { safeReturnPath } from './return-path.js';
import { SessionsService } from './sessions.service.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInRefused } from './sign-in.errors.js';
import { SignInService } from './sign-in.service.js';

/** The addresses a browser visits to sign in and out. */
@Controller('auth')
@UseFilters(RefusalFilter)
export class SignInController {
  private readonly passport: PassportFastify<Identity>;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly cookies: SignInCookies,
    private readonly attempts: SignInAttempts,
    private readonly log: Log,
    providers: OpenIdProviders,
    pending: PendingSignIns,
  ) {
    const strategy = new OpenIdStrategy(configuration.publicUrl, providers, pending);
    this.passport = new PassportFastify('openid', strategy);
  }

  // Public: this is how people become known.
  @Get('sign-in/:organization')
  @Public()
  async start(
    @Param('organization') slug: string,
    @Query('return_to') returnTo: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.orToSignInPage(request, reply, async () => {
      // Kept where there is one, so that sign-ins in several tabs do not end one another.
      const browser = this.cookies.browser(request) ?? randomBytes(32).toString('base64url');
      const departure = await this.signIn.depart(slug, browser, safeReturnPath(returnTo));
      this.cookies.bindBrowser(reply, browser);
      void reply.header('cache-control', 'no-store');
      await this.passport.run(departure, reply);
    });
  }

  // Public: the provider sends the browser back here before anybody is known.
  @Get('callback/:organization')
  @Public()
  async callback(
    @Param('organization') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.orToSignInPage(request, reply, async () => {
      const url = callbackAddress(this.configuration.publicUrl, slug);
      url.search = request.url.split('?').slice(1).join('?');
      const returned = await this.signIn.return(slug, url, this.cookies.browser(request));
      const identity = await this.passport.run(returned, reply);
      if (!identity) return;
      const handle = await this.signIn.welcome(returned, identity, originOf(request));
      const earlier = this.cookies.session(request);
      if (earlier !== undefined) await this.sessions.end(earlier, 'signed_in_again', originOf(request));
      this.cookies.startSession(reply, handle);
      void reply.header('cache-control', 'no-store').redirect(returned.pending.returnTo, 302);
    });
  }

  // Public: a browser whose session has ended must still be able to put its cookie away.
  @Post('sign-out')
  @Public()
  @HttpCode(200)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ redirectTo: string }> {
    assertSameSite(request, this.configuration.publicUrl);
    const redirectTo = await this.signIn.leave(this.cookies.session(request), originOf(request));
    this.cookies.endSession(reply);
    void reply.header('cache-control', 'no-store');
    return { redirectTo };
  }

  /** Somebody in the middle of signing in sees a page with a sentence, never a bare error. */
  private async orToSignInPage(
    request: FastifyRequest,
    reply: FastifyReply,
    step: () => Promise<void>,
  ): Promise<void> {
    const wait = this.attempts.count(request.ip);
    if (wait !== undefined) {
      throw new TooManyAttempts(
        'Too many sign-ins came from your network address within a minute, so this one was not begun or finished.',
        `Wait ${secondsInWords(wait)}, then start again. All who share your network are counted together; if this goes on, tell your operator.`,
        wait,
      );
    }
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      this.log.info({ problem: error.problem, reason: error.reason, err: error }, 'a sign-in was refused');
      await this.signIn.recordRefusal(error, originOf(request));
      const query = new URLSearchParams({
        error: error.problem,
        ...(error.organization ? { organization: error.organization.slug } : {}),
      });
      void reply.header('cache-control', 'no-store').redirect(`/sign-in?${query.toString()}`, 302);
    }
  }
}
