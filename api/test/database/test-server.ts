import type { DatabasePurpose } from '../../src/platform/database/provisioning.js';

/** The database that every test database is a copy of. */
export const TEMPLATE = 'castellan_template';

/** What the test files need to know about the server of this run. */
export interface TestServer {
  url: string;
  passwords: Record<DatabasePurpose, string>;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}
