import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TooManyAttempts } from '../access/access.errors.js';
import { Refusal } from '../kernel/refusal.js';

const statuses: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_many_attempts: 429,
};

/** Answers an expected failure of an HTTP route with what happened and what to do next. */
@Catch(Refusal)
export class RefusalFilter implements ExceptionFilter<Refusal> {
  catch(refusal: Refusal, host: ArgumentsHost): void {
    const { code, message, nextStep } = refusal;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (refusal instanceof TooManyAttempts) void reply.header('retry-after', refusal.retryAfterSeconds);
    void reply
      .code(statuses[code] ?? 400)
      .header('cache-control', 'no-store')
      .send({ code, message, nextStep });
  }
}
