import {
  claudeCodeCommand,
  claudeDesktopConfiguration,
  clientGuides,
  cursorConfiguration,
  inspectorCommand,
  shellWord,
  vsCodeConfiguration,
} from './client-guides';

const target = { slug: 'crm', name: 'CRM', mcpUrl: 'https://castellan.example/mcp/acme/crm' };
const secret = 'cst_pat_sample';
const codeOf = (guides: ReturnType<typeof clientGuides>) =>
  guides.flatMap((guide) => guide.steps.flatMap((step) => step.code?.code ?? []));

describe('configurations of AI clients', () => {
  it('let VS Code ask for the token, so that it never stands in the file', () => {
    const configuration = vsCodeConfiguration({ ...target, secret });
    expect(JSON.parse(configuration)).toEqual({
      servers: {
        crm: {
          type: 'http',
          url: target.mcpUrl,
          headers: { Authorization: 'Bearer ${input:castellan-token}' },
        },
      },
      inputs: [
        {
          type: 'promptString',
          id: 'castellan-token',
          description: 'Castellan token for CRM',
          password: true,
        },
      ],
    });
    expect(configuration).not.toContain(secret);
  });

  it('add the connector to Claude Code in one command', () => {
    expect(claudeCodeCommand({ ...target, secret })).toBe(
      `claude mcp add --transport http crm ${target.mcpUrl} --header 'Authorization: Bearer ${secret}'`,
    );
  });

  it('keep the spaces of the header out of the arguments of Claude Desktop', () => {
    const { crm } = JSON.parse(claudeDesktopConfiguration({ ...target, secret })).mcpServers;
    expect(crm.args.every((argument: string) => !argument.includes(' '))).toBe(true);
    expect(crm.env).toEqual({ CASTELLAN_AUTHORIZATION: `Bearer ${secret}` });
  });

  it('give Cursor the address and the header', () => {
    expect(JSON.parse(cursorConfiguration({ ...target, secret }))).toEqual({
      mcpServers: { crm: { url: target.mcpUrl, headers: { Authorization: `Bearer ${secret}` } } },
    });
  });

  it('list the tools with the inspector', () => {
    expect(inspectorCommand({ ...target, secret })).toBe(
      `npx @modelcontextprotocol/inspector --cli ${target.mcpUrl} --transport http --header 'Authorization: Bearer ${secret}' --method tools/list`,
    );
  });

  it('show a placeholder and no secret unless one was just created', () => {
    const before = codeOf(clientGuides(target));
    expect(before.some((code) => code.includes('YOUR_TOKEN'))).toBe(true);
    expect(before.some((code) => code.includes('cst_pat_'))).toBe(false);
    const after = codeOf(clientGuides({ ...target, secret }));
    expect(after.some((code) => code.includes('YOUR_TOKEN'))).toBe(false);
  });

  it('have three steps for each client', () => {
    expect(clientGuides(target).map((guide) => [guide.key, guide.steps.length])).toEqual([
      ['vscode', 3],
      ['claude', 3],
      ['chatgpt', 3],
      ['cursor', 3],
      ['inspector', 3],
    ]);
  });

  it('say of ChatGPT that it does not work yet', () => {
    const chatGpt = clientGuides({ ...target, secret }).find((guide) => guide.key === 'chatgpt');
    expect(chatGpt?.remark).toContain('does not work yet');
    expect(codeOf(chatGpt ? [chatGpt] : [])).toEqual([target.mcpUrl]);
  });
});

describe('escaping', () => {
  it.each([
    ['crm', 'crm'],
    ['https://a.example:8443/mcp/acme/crm', 'https://a.example:8443/mcp/acme/crm'],
    ['two words', `'two words'`],
    [`it's`, `'it'\\''s'`],
    ['$(whoami)', `'$(whoami)'`],
    ['a&b;c`d', `'a&b;c\`d'`],
    ['', `''`],
  ])('makes %j one word of the shell', (word, escaped) => expect(shellWord(word)).toBe(escaped));

  it('keeps quotes of a name inside of JSON', () => {
    const name = 'The "new" CRM \\ draft';
    expect(JSON.parse(vsCodeConfiguration({ ...target, name })).inputs[0].description).toContain(name);
  });
});
