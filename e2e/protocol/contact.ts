/** What a client was told about a call of a tool. */
export type ToolAnswer =
  | {
      readonly kind: 'result';
      readonly structured: unknown;
      readonly isError: boolean;
      readonly text: string;
    }
  /** An error of the protocol instead of a result. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** A real MCP client that is connected to one address. */
export interface Contact {
  toolNames(): Promise<string[]>;
  call(name: string, input: Record<string, unknown>): Promise<ToolAnswer>;
  readResource(uri: string): Promise<string>;
  getPrompt(name: string, input: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

/** Where to connect, and the headers that prove who calls. */
export interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: 'streamable-http' | 'http-sse';
}

/** A kind of client, and how to connect one. */
export interface ClientKind {
  readonly title: string;
  /** What the audit trail calls it, and the era it has to agree on with the gateway. */
  readonly inTrail: { readonly name: string; readonly era: 'legacy' | 'modern' };
  /** Whether it sends a call of a tool that the server does not list. */
  readonly asksForAnything: boolean;
  connect(address: Address): Promise<Contact>;
}
