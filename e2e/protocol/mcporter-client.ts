import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, longestParameter } from './commands.js';
import { textOf, type Address, type ClientKind, type Contact, type ContentPart } from './contact.js';

/** mcporter: a process for each request, which connects by a configuration file. */
export const mcporterClient: ClientKind = {
  title: 'mcporter',
  inTrail: { name: /^mcporter/, era: 'legacy' },
  cannot: {
    hidden: 'it takes a name that is not listed for the closest one that is',
    prompt: 'it has no command for prompts',
    progress: 'it shows the result of a call and nothing that comes before it',
    elicitation: 'it runs one command, and nobody is there to ask',
    sampling: 'it has no model',
  },
  longestArgument: longestParameter,
  isCommand: true,
  connect,
};

async function connect({ url, headers }: Address): Promise<Contact> {
  const mcporter = await Command.find('mcporter', 'mcporter');
  const configuration = join(mcporter.home, 'mcporter.json');
  const mcpServers = { castellan: { baseUrl: url, headers } };
  await writeFile(configuration, JSON.stringify({ mcpServers, imports: [] }));

  async function say(...parameters: readonly string[]): Promise<string> {
    const { output, complaints } = await mcporter.run([
      '--config',
      configuration,
      ...parameters,
      '--no-oauth',
    ]);
    if (output) return output;
    throw new Error(`mcporter did not answer:\n${complaints}`);
  }

  return {
    async toolNames() {
      const { tools } = JSON.parse(await say('list', 'castellan', '--json')) as ToolList;
      return tools.map(({ name }) => name);
    },
    async call(name, input) {
      const selection = ['call', '--server', 'castellan', '--tool', name];
      const args = ['--args', JSON.stringify(input), '--output', 'json'];
      const answer = JSON.parse(await say(...selection, ...args)) as CallAnswer;
      const problem = /^MCP error (-\d+): (.*)$/s.exec(answer.error ?? '');
      if (problem) return { kind: 'error', code: Number(problem[1]), message: problem[0] };
      // Of a result with structured content it shows nothing else.
      const structured = answer.content ? undefined : answer;
      const content = answer.content ?? [{ type: 'text', text: JSON.stringify(structured) }];
      const isError = answer.isError === true;
      return { kind: 'result', structured, isError, content, text: textOf(content) };
    },
    async readResource(uri) {
      return (await say('resource', 'castellan', uri, '--output', 'text')).replace(/\n$/, '');
    },
    getPrompt: () => Promise.reject(new Error('mcporter has no command for prompts.')),
    close: () => mcporter.remove(),
  };
}

interface ToolList {
  readonly tools: readonly { readonly name: string }[];
}

interface CallAnswer {
  readonly error?: string;
  readonly content?: readonly ContentPart[];
  readonly isError?: boolean;
}
