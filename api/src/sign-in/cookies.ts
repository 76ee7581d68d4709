import type {} from '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { absoluteMs } from './session.js';

/** How long a person may take at the identity provider. */
export const pendingMs = 10 * 60 * 1000;

/** 256 random bits in base64url, as every handle of ours in a cookie. */
const handle = /^[A-Za-z0-9_-]{43}$/;

/**
 * The two cookies of sign-in: the session's, and the one that ties pending sign-ins to their browser.
 *
 * Both are bound to the host over https. Browsers refuse `__Host-` on plain http, so the evaluation environment on
 * localhost uses ordinary names.
 */
@Injectable()
export class SignInCookies {
  private readonly secure: boolean;
  readonly sessionName: string;
  readonly browserName: string;

  constructor(@Inject(CONFIGURATION) { publicUrl }: Pick<Configuration, 'publicUrl'>) {
    this.secure = publicUrl.protocol === 'https:';
    this.sessionName = this.secure ? '__Host-castellan' : 'castellan';
    this.browserName = `${this.sessionName}-sign-in`;
  }

  /** The session's handle, exactly as sent. */
  session(request: FastifyRequest): string | undefined {
    return request.cookies[this.sessionName];
  }

  /** What ties pending sign-ins to this browser; a value that we did not make counts as none. */
  browser(request: FastifyRequest): string | undefined {
    const value = request.cookies[this.browserName];
    return value !== undefined && handle.test(value) ? value : undefined;
  }

  startSession(reply: FastifyReply, value: string): void {
    this.set(reply, this.sessionName, value, absoluteMs);
  }

  endSession(reply: FastifyReply): void {
    this.set(reply, this.sessionName, '', 0);
  }

  bindBrowser(reply: FastifyReply, value: string): void {
    this.set(reply, this.browserName, value, pendingMs);
  }

  private set(reply: FastifyReply, name: string, value: string, lifeMs: number): void {
    void reply.setCookie(name, value, {
      path: '/',
      httpOnly: true,
      secure: this.secure,
      sameSite: 'lax',
      maxAge: lifeMs / 1000,
    });
  }
}
