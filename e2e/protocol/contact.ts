import type { Reasons } from './capabilities.js';

/** What a client was told about a call of a tool. */
export type ToolAnswer =
  | {
      readonly kind: 'result';
      readonly structured: unknown;
      readonly isError: boolean;
      readonly content: readonly ContentPart[];
      /** All texts of the content. */
      readonly text: string;
    }
  /** An error of the protocol instead of a result. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** A part of what a tool answers, a resource holds or a prompt says. */
export type ContentPart = Readonly<Record<string, unknown>>;

/** A real MCP client that is connected to one address. */
export interface Contact {
  toolNames(): Promise<string[]>;
  call(name: string, input: Record<string, unknown>, onProgress?: OnProgress): Promise<ToolAnswer>;
  readResource(uri: string): Promise<string>;
  getPrompt(name: string, input: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

/** Hears what a call says about its progress. */
export type OnProgress = (progress: { progress: number; total?: number; message?: string }) => void;

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
  readonly inTrail: { readonly name: string | RegExp; readonly era: 'legacy' | 'modern' };
  /** What it has no way to do, and why. */
  readonly cannot: Reasons;
  /** How long an argument it can be given. */
  readonly longestArgument: number;
  /** Whether it is a process for each request: then several may as well run at once. */
  readonly isCommand: boolean;
  connect(address: Address): Promise<Contact>;
}

/** All texts among the parts of an answer. */
export function textOf(parts: readonly object[]): string {
  return parts.map((part) => ('text' in part ? String(part.text) : '')).join('\n');
}
