import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestServer } from '../mcp/http-server.js';

/** An upstream in a process of its own, which is killed by some of the calls it gets, and started again at once. */
export interface MortalUpstream extends TestServer {
  /** The argument `id` of each call that was carried out, in order, over all lives of the process. */
  executed(): Promise<string[]>;
  /** How often it died. */
  readonly deaths: () => number;
  /** Waits until it listens. */
  alive(): Promise<void>;
}

/** Runs without any of our code, so that nothing has to be built for it. */
const program = `
  import { createServer } from 'node:http';
  import { appendFileSync } from 'node:fs';
  import { json } from 'node:stream/consumers';
  const [port, file] = process.argv.slice(1);
  const die = () => process.kill(process.pid, 'SIGKILL');
  const cacheable = { ttlMs: 0, cacheScope: 'private' };
  const tools = ['read', 'write'].map((name) => ({ name, inputSchema: { type: 'object' } }));
  createServer(async (request, response) => {
    const { id, method, params } = await json(request);
    const answer = (result) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...result } }));
    };
    if (method === 'server/discover')
      return answer({ ...cacheable, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
    if (method === 'tools/list') return answer({ ...cacheable, tools });
    const { id: call, dies } = params.arguments;
    if (dies === 'before') die();
    appendFileSync(file, call + '\\n');
    if (dies === 'after') die();
    answer({ content: [{ type: 'text', text: call }] });
  }).listen(Number(port), '127.0.0.1', () => process.send(process.pid));
`;

export async function startMortalUpstream(port: number): Promise<MortalUpstream> {
  const folder = await mkdtemp(join(tmpdir(), 'castellan-mortal-'));
  const file = join(folder, 'executed');
  let deaths = 0;
  let isClosed = false;
  let child: ChildProcess;
  let living: Promise<void>;
  const live = async (): Promise<void> => {
    child = spawn(process.execPath, ['--input-type=module', '--eval', program, String(port), file], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('exit', () => {
      if (isClosed) return;
      deaths++;
      living = live();
    });
    await once(child, 'message');
  };
  living = live();
  await living;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    executed: async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    deaths: () => deaths,
    alive: () => living,
    target: (path = '/mcp', transport = 'streamable-http', headers = {}) => ({
      url: `${origin}${path}`,
      transport,
      headers,
    }),
    close: async () => {
      isClosed = true;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
