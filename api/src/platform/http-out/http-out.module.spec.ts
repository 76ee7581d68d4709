import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { GuardedHttp } from './guarded-http.js';
import { ADDRESS_POLICY, HttpOutModule } from './http-out.module.js';

@Global()
@Module({
  providers: [
    { provide: ADDRESS_POLICY, useValue: { allowLoopback: false, allowedRanges: [], allowHttp: 'never' } },
  ],
  exports: [ADDRESS_POLICY],
})
class Configuration {}

describe('HttpOutModule', () => {
  it('provides a client under the configured policy, and closes it with the application', async () => {
    const application = await Test.createTestingModule({ imports: [Configuration, HttpOutModule] }).compile();
    const http = application.get(GuardedHttp, { strict: false });
    const request = { url: 'https://127.0.0.1/', method: 'GET' } as const;
    await expect(http.request(request)).rejects.toMatchObject({ code: 'address_refused' });
    await application.close();
    await expect(http.request(request)).rejects.toMatchObject({ code: 'aborted' });
  });
});
