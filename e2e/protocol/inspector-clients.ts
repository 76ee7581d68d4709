import { Command, longestParameter } from './commands.js';
import { textOf, type Address, type ClientKind, type Contact, type ContentPart } from './contact.js';

const silent = 'it shows the result of a request and nothing that comes before it';

/** The MCP Inspector on the command line: a process for each request. */
export const inspectorClients: readonly ClientKind[] = (['legacy', 'auto', 'modern'] as const).map((era) => ({
  title: `Inspector, ${era}`,
  inTrail: { name: 'inspector-cli', era: era === 'legacy' ? 'legacy' : 'modern' },
  cannot: {
    blocked: 'it does not send a call of a tool that is not listed',
    hidden: 'it does not send a call of a tool that is not listed',
    progress: silent,
    elicitation: 'it runs one command, and nobody is there to ask',
    sampling: 'it has no model',
  },
  longestArgument: longestParameter,
  isCommand: true,
  connect: (address) => connect(address, era),
}));

async function connect(address: Address, era: string): Promise<Contact> {
  const inspector = await Command.find('@modelcontextprotocol/inspector', 'mcp-inspector');
  const headers = Object.entries(address.headers).flatMap(([name, value]) => [
    '--header',
    `${name}: ${value}`,
  ]);
  const common = [address.url, '--transport', 'http', '--protocol-era', era, ...headers, '--format', 'json'];

  async function resultOf(method: string, options: readonly string[] = []): Promise<InspectorResult> {
    const { output, complaints } = await inspector.run(['--cli', ...common, '--method', method, ...options]);
    let answer: InspectorAnswer;
    try {
      answer = JSON.parse(output || complaints) as InspectorAnswer;
    } catch {
      throw new Error(`The Inspector did not answer in JSON:\n${output}\n${complaints}`);
    }
    const { result, error } = answer;
    if (result) return result;
    throw new Error(`The Inspector could not do ${method}: ${error?.message ?? 'it gave no reason'}`);
  }

  return {
    async toolNames() {
      const { tools = [] } = await resultOf('tools/list');
      return tools.map(({ name }) => name);
    },
    async call(name, input) {
      const options = ['--tool-name', name, '--tool-args-json', JSON.stringify(input)];
      const { structuredContent, isError, content = [] } = await resultOf('tools/call', options);
      return {
        kind: 'result',
        structured: structuredContent,
        isError: isError === true,
        content,
        text: textOf(content),
      };
    },
    async readResource(uri) {
      const { contents = [] } = await resultOf('resources/read', ['--uri', uri]);
      return textOf(contents);
    },
    async getPrompt(name, input) {
      const pairs = Object.entries(input).map(([key, value]) => `${key}=${value}`);
      const { messages = [] } = await resultOf('prompts/get', [
        '--prompt-name',
        name,
        '--prompt-args',
        ...pairs,
      ]);
      return textOf(messages.map(({ content }) => content));
    },
    close: () => inspector.remove(),
  };
}

interface InspectorAnswer {
  readonly result?: InspectorResult;
  readonly error?: { readonly message: string };
}

interface InspectorResult {
  readonly tools?: readonly { readonly name: string }[];
  readonly content?: readonly ContentPart[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly contents?: readonly ContentPart[];
  readonly messages?: readonly { readonly content: ContentPart }[];
}
