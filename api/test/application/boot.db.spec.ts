import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApplication, type RunningApplication } from './application.js';

describe('a running Castellan', () => {
  let castellan: RunningApplication;
  beforeAll(async () => {
    castellan = await startApplication();
  });
  afterAll(() => castellan.stop());

  it('says that it is alive and ready', async () => {
    expect(await (await fetch(`${castellan.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${castellan.url}/readyz`)).json()).toEqual({
      status: 'ready',
      database: 'answers',
    });
  });
});
