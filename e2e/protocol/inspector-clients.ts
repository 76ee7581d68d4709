import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Address, ClientKind, Contact } from './contact.js';

const inspector = findInspector();

/** The MCP Inspector on the command line: a process for each request. */
export const inspectorClients: readonly ClientKind[] = (['legacy', 'auto', 'modern'] as const).map((era) => ({
  title: `Inspector, ${era}`,
  inTrail: { name: 'inspector-cli', era: era === 'legacy' ? 'legacy' : 'modern' },
  asksForAnything: false,
  connect: (address) => connect(address, era),
}));

async function connect(address: Address, era: string): Promise<Contact> {
  // It keeps what it learns in the home folder, which has to be nobody's.
  const home = await mkdtemp(join(tmpdir(), 'castellan-inspector-'));
  const headers = Object.entries(address.headers).flatMap(([name, value]) => [
    '--header',
    `${name}: ${value}`,
  ]);
  const common = [address.url, '--transport', 'http', '--protocol-era', era, ...headers, '--format', 'json'];

  async function ask(method: string, options: readonly string[] = []): Promise<InspectorAnswer> {
    const child = spawn(process.execPath, [inspector, '--cli', ...common, '--method', method, ...options], {
      env: { PATH: process.env['PATH'], HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, complained] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    try {
      return JSON.parse(said || complained) as InspectorAnswer;
    } catch {
      throw new Error(`The Inspector did not answer in JSON:\n${said}\n${complained}`);
    }
  }

  async function resultOf(method: string, options: readonly string[] = []): Promise<InspectorResult> {
    const { result, error } = await ask(method, options);
    if (result) return result;
    throw new Error(`The Inspector could not do ${method}: ${error?.message ?? 'it gave no reason'}`);
  }

  return {
    async toolNames() {
      const { tools = [] } = await resultOf('tools/list');
      return tools.map(({ name }) => name);
    },
    async call(name, input) {
      const pairs = Object.entries(input).map(([key, value]) =>
        typeof value === 'string' ? `${key}=${value}` : `${key}=${JSON.stringify(value)}`,
      );
      const args = pairs.length > 0 ? ['--tool-arg', ...pairs] : [];
      const {
        structuredContent,
        isError,
        content = [],
      } = await resultOf('tools/call', ['--tool-name', name, ...args]);
      return {
        kind: 'result',
        structured: structuredContent,
        isError: isError === true,
        text: content.map((part) => part.text ?? '').join('\n'),
      };
    },
    async readResource(uri) {
      const { contents = [] } = await resultOf('resources/read', ['--uri', uri]);
      return contents.map((part) => part.text ?? '').join('\n');
    },
    async getPrompt(name, input) {
      const pairs = Object.entries(input).map(([key, value]) => `${key}=${value}`);
      const { messages = [] } = await resultOf('prompts/get', [
        '--prompt-name',
        name,
        '--prompt-args',
        ...pairs,
      ]);
      return messages.map(({ content }) => content.text ?? '').join('\n');
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

interface InspectorAnswer {
  readonly result?: InspectorResult;
  readonly error?: { readonly message: string };
}

interface InspectorResult {
  readonly tools?: readonly { readonly name: string }[];
  readonly content?: readonly { readonly text?: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly contents?: readonly { readonly text?: string }[];
  readonly messages?: readonly { readonly content: { readonly text?: string } }[];
}

function findInspector(): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@modelcontextprotocol/inspector/package.json');
  const { bin } = require(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin['mcp-inspector'] ?? '');
}
