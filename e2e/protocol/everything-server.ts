import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UpstreamServer } from './upstream-server.js';

const manifest = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/package.json',
);
const program = join(dirname(manifest), 'dist', 'index.js');
const onLoopback = fileURLToPath(new URL('on-loopback.ts', import.meta.url));

/** Starts `@modelcontextprotocol/server-everything` as its package has it, in a process of its own. */
export async function startEverything(
  slug: string,
  transport: UpstreamServer['address']['transport'],
): Promise<UpstreamServer> {
  const isStream = transport === 'http-sse';
  const child = fork(program, [isStream ? 'sse' : 'streamableHttp'], {
    execArgv: ['--import', onLoopback],
    // A tool of it answers with its environment.
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  const ended = once(child, 'exit');
  const port = await Promise.race([once(child, 'message'), ended.then(() => [undefined])]);
  if (typeof port[0] !== 'number') throw new Error(`server-everything ended while starting:\n${said}`);
  return {
    slug,
    address: { url: `http://127.0.0.1:${port[0]}${isStream ? '/sse' : '/mcp'}`, transport, headers: {} },
    async close() {
      child.disconnect();
      await ended;
    },
  };
}
