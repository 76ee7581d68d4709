import { randomUUID } from 'node:crypto';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport, toNodeHandler, toWebRequest } from '@modelcontextprotocol/node';
import { EventMemory } from '../event-memory.js';
import { type Running, serveFixture } from '../fixture-http.js';
import { Catalogue } from '../offerings/catalogue.js';
import { Sessions } from '../sessions.js';
import { createRequestServer, createSessionServer } from './server.js';
import { FixtureTasks } from './tasks.js';

/** Starts the fixture on the v2 SDK: 2026-07-28 strictly, and 2025-11-25 with sessions, at one address. */
export async function startFixtureV2(): Promise<Running> {
  const catalogue = new Catalogue();
  const tasks = new FixtureTasks();
  const modern = createMcpHandler(() => createRequestServer(catalogue, tasks), { legacy: 'reject' });
  catalogue.follow({
    tools: () => modern.notify.toolsChanged(),
    prompts: () => modern.notify.promptsChanged(),
    resource: (uri) => modern.notify.resourceUpdated(uri),
  });
  const answerModern = toNodeHandler(modern);

  const sessions = new Sessions(async (began, ended) => {
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new EventMemory(),
      retryInterval: 100,
      onsessioninitialized: began,
      onsessionclosed: ended,
    });
    await createSessionServer(catalogue).connect(transport);
    return transport;
  });

  const http = await serveFixture(async (request, response, body) => {
    const isLegacy = await isLegacyRequest(await toWebRequest(request, body), body);
    if (isLegacy) return sessions.answer(request, response, body);
    const missing = tasks.missingFor(catalogue, body);
    if (!missing) return answerModern(request, response, body);
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(missing));
  });
  return {
    url: http.url,
    async close() {
      tasks.close();
      await Promise.all([sessions.close(), modern.close()]);
      await http.close();
    },
  };
}
