import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { ConfigurationModule } from '../../config/configuration.module.js';
import { readConfiguration } from '../../config/configuration.js';
import { GuardedHttp } from './guarded-http.js';
import { HttpOutModule } from './http-out.module.js';

const database = 'postgres://localhost/castellan';
const configuration = readConfiguration({
  CASTELLAN_ENVIRONMENT: 'test',
  CASTELLAN_PUBLIC_URL: 'https://castellan.example.com',
  DATABASE_URL: database,
  CASTELLAN_DATABASE_AUDIT_URL: database,
  CASTELLAN_DATABASE_WORKER_URL: database,
  CASTELLAN_KEYS: `test:${Buffer.alloc(32, 7).toString('base64url')}`,
});

describe('HttpOutModule', () => {
  it('provides a client under the configured policy, and closes it with the application', async () => {
    const application = await Test.createTestingModule({
      imports: [ConfigurationModule.with(configuration), HttpOutModule],
    }).compile();
    const http = application.get(GuardedHttp, { strict: false });
    const request = { url: 'https://127.0.0.1/', method: 'GET' } as const;
    await expect(http.request(request)).rejects.toMatchObject({ code: 'address_refused' });
    await application.close();
    await expect(http.request(request)).rejects.toMatchObject({ code: 'aborted' });
  });
});
