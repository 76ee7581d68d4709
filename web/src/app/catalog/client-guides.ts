/** What a client is to connect to, and the token where it was just created. */
export interface ConnectTarget {
  readonly slug: string;
  readonly name: string;
  readonly mcpUrl: string;
  /** Known only right after its creation; a placeholder stands for it otherwise. */
  readonly secret?: string;
}

/** Something to copy: a command, or the content of a file. */
export interface GuideCode {
  readonly caption: string;
  readonly code: string;
}

/** One step of connecting a client. */
export interface GuideStep {
  readonly text: string;
  readonly code?: GuideCode;
}

/** How to connect one AI client. */
export interface ClientGuide {
  readonly key: string;
  readonly label: string;
  readonly steps: readonly GuideStep[];
  /** What does not work with this client yet. */
  readonly remark?: string;
}

/** What stands where the token belongs while it is not known. */
export const tokenPlaceholder = 'YOUR_TOKEN';

/** The guides of all clients, in the order in which they are offered. */
export function clientGuides(target: ConnectTarget): ClientGuide[] {
  return [vsCode(target), claude(target), chatGpt(target), cursor(target), inspector(target)];
}

/** `.vscode/mcp.json`: VS Code asks for the token itself and keeps it out of the file. */
export function vsCodeConfiguration({ slug, name, mcpUrl }: ConnectTarget): string {
  return json({
    servers: {
      [slug]: { type: 'http', url: mcpUrl, headers: { Authorization: 'Bearer ${input:castellan-token}' } },
    },
    inputs: [
      {
        type: 'promptString',
        id: 'castellan-token',
        description: $localize`Castellan token for ${name}:name:`,
        password: true,
      },
    ],
  });
}

/** The command that adds the connector to Claude Code. */
export function claudeCodeCommand(target: ConnectTarget): string {
  const { slug, mcpUrl } = target;
  return `claude mcp add --transport http ${shellWord(slug)} ${shellWord(mcpUrl)} --header ${shellWord(`Authorization: Bearer ${tokenOf(target)}`)}`;
}

/** `claude_desktop_config.json`: Claude Desktop reaches remote servers with a header through `mcp-remote`. */
export function claudeDesktopConfiguration(target: ConnectTarget): string {
  const { slug, mcpUrl } = target;
  return json({
    mcpServers: {
      [slug]: {
        command: 'npx',
        // No space inside the argument: Claude Desktop on Windows splits arguments at spaces.
        args: ['-y', 'mcp-remote', mcpUrl, '--header', 'Authorization:${CASTELLAN_AUTHORIZATION}'],
        env: { CASTELLAN_AUTHORIZATION: `Bearer ${tokenOf(target)}` },
      },
    },
  });
}

/** `~/.cursor/mcp.json`. */
export function cursorConfiguration(target: ConnectTarget): string {
  return json({
    mcpServers: {
      [target.slug]: { url: target.mcpUrl, headers: { Authorization: `Bearer ${tokenOf(target)}` } },
    },
  });
}

/** A command for the MCP Inspector that lists the tools: the quickest proof that everything is right. */
export function inspectorCommand(target: ConnectTarget): string {
  const header = shellWord(`Authorization: Bearer ${tokenOf(target)}`);
  return `npx @modelcontextprotocol/inspector --cli ${shellWord(target.mcpUrl)} --transport http --header ${header} --method tools/list`;
}

/** A word for a POSIX shell: in single quotes unless every character of it is harmless. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function vsCode(target: ConnectTarget): ClientGuide {
  return {
    key: 'vscode',
    label: 'VS Code',
    steps: [
      {
        text: $localize`Put this into the file .vscode/mcp.json of your workspace, or into the user configuration that “MCP: Open User Configuration” opens.`,
        code: { caption: '.vscode/mcp.json', code: vsCodeConfiguration(target) },
      },
      {
        text: $localize`Choose “Start” above the entry. VS Code asks for the token once and keeps it for you; paste it there.`,
      },
      {
        text: $localize`Open the chat in agent mode and find the tools of ${target.name}:name: under the tools button.`,
      },
    ],
  };
}

function claude(target: ConnectTarget): ClientGuide {
  return {
    key: 'claude',
    label: 'Claude',
    steps: [
      {
        text: $localize`For Claude Code, run this in a terminal; “claude mcp list” then shows it as connected.`,
        code: { caption: $localize`Claude Code command`, code: claudeCodeCommand(target) },
      },
      {
        text: $localize`For Claude Desktop, open Settings, Developer, Edit Config, and add this. It needs Node.js on your computer.`,
        code: { caption: 'claude_desktop_config.json', code: claudeDesktopConfiguration(target) },
      },
      {
        text: $localize`Restart Claude Desktop, then find ${target.name}:name: under the tools of a new chat.`,
      },
    ],
    remark: $localize`Custom connectors on claude.ai sign in by OAuth, which this gateway does not offer yet. Claude Code and Claude Desktop work with a token today.`,
  };
}

function chatGpt(target: ConnectTarget): ClientGuide {
  return {
    key: 'chatgpt',
    label: 'ChatGPT',
    steps: [
      {
        text: $localize`In ChatGPT on the web, turn on developer mode: Settings, Apps & Connectors, Advanced settings. Your workspace's admin may have to allow it.`,
      },
      {
        text: $localize`Under Settings, Apps & Connectors, choose Create and enter this address.`,
        code: { caption: $localize`MCP server URL`, code: target.mcpUrl },
      },
      {
        text: $localize`Choose OAuth, sign in here when ChatGPT asks, then pick ${target.name}:name: in a chat.`,
      },
    ],
    remark: $localize`This does not work yet: ChatGPT connects by OAuth only and takes no token, and this gateway does not offer OAuth yet. Until then, use one of the other clients.`,
  };
}

function cursor(target: ConnectTarget): ClientGuide {
  return {
    key: 'cursor',
    label: 'Cursor',
    steps: [
      {
        text: $localize`Put this into ~/.cursor/mcp.json, in your home folder and not in a project, since it contains the token.`,
        code: { caption: '~/.cursor/mcp.json', code: cursorConfiguration(target) },
      },
      { text: $localize`Open Cursor Settings, Tools & MCP, and switch ${target.name}:name: on.` },
      { text: $localize`Ask for something in the agent's chat; it names the tool before it calls it.` },
    ],
  };
}

function inspector(target: ConnectTarget): ClientGuide {
  return {
    key: 'inspector',
    label: 'mcp-inspector',
    steps: [
      { text: $localize`Have Node.js ready; npx fetches the inspector itself.` },
      {
        text: $localize`Run this in a terminal.`,
        code: { caption: $localize`MCP Inspector command`, code: inspectorCommand(target) },
      },
      {
        text: $localize`It prints the tools that you may use, and no others. If it does, every client will work.`,
      },
    ],
  };
}

function tokenOf({ secret }: ConnectTarget): string {
  return secret ?? tokenPlaceholder;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
