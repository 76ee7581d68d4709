import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyAttempts } from '../access/access.errors.js';
import { Refusal } from '../kernel/refusal.js';
import { refusalPage, refusalPagePolicy } from './refusal-page.js';

const statuses: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_many_attempts: 429,
};

const headings: Readonly<Record<string, string>> = {
  too_many_attempts: 'Too many sign-ins',
};

/** Answers an expected failure of an HTTP route with what happened and what to do next: a page for a browser, else data. */
@Catch(Refusal)
export class RefusalFilter implements ExceptionFilter<Refusal> {
  catch(refusal: Refusal, host: ArgumentsHost): void {
    const { code, message, nextStep } = refusal;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (refusal instanceof TooManyAttempts) void reply.header('retry-after', refusal.retryAfterSeconds);
    void reply
      .code(statuses[code] ?? 400)
      .header('cache-control', 'no-store')
      .header('vary', 'accept');
    if (!isPageAsked(request)) return void reply.send({ code, message, nextStep });
    const heading = headings[code] ?? 'This did not work';
    void reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', refusalPagePolicy)
      .send(refusalPage({ heading, message, nextStep }));
  }
}

/** Browsers name HTML when they go to an address; programs, and the console's own requests, do not. */
function isPageAsked({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept?.includes('text/html') ?? false);
}
