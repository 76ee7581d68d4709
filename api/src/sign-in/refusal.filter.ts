import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Refusal } from '../kernel/refusal.js';

const statuses: Readonly<Record<string, number>> = { unauthenticated: 401, forbidden: 403, not_found: 404 };

/** Answers an expected failure of an HTTP route with what happened and what to do next. */
@Catch(Refusal)
export class RefusalFilter implements ExceptionFilter<Refusal> {
  catch(refusal: Refusal, host: ArgumentsHost): void {
    const { code, message, nextStep } = refusal;
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .code(statuses[code] ?? 400)
      .header('cache-control', 'no-store')
      .send({ code, message, nextStep });
  }
}
