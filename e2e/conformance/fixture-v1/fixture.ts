import { randomUUID } from 'node:crypto';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { EventMemory } from '../event-memory.js';
import { type Running, serveFixture } from '../fixture-http.js';
import { Catalogue } from '../offerings/catalogue.js';
import { Sessions } from '../sessions.js';
import { createSessionServer } from './server.js';

/** Starts the fixture on the v1 SDK: 2025-11-25 with sessions, and nothing newer. */
export async function startFixtureV1(): Promise<Running> {
  const catalogue = new Catalogue();
  const sessions = new Sessions(async (began, ended) => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new EventMemory(),
      retryInterval: 100,
      onsessioninitialized: began,
      onsessionclosed: ended,
    });
    await createSessionServer(catalogue).connect(transport);
    return transport;
  });
  const http = await serveFixture(sessions.answer);
  return {
    url: http.url,
    async close() {
      await sessions.close();
      await http.close();
    },
  };
}
