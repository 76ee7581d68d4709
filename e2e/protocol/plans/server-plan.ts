import type { ToolPlan } from '../../installation/connectors.js';

/** One call of a tool. */
export interface ToolUse {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** What of one server may be used, and uses of it that show what comes through. */
export interface ServerPlan {
  readonly slug: string;
  /** The server itself, where the address of this plan stands for several, and what it calls things. */
  readonly behind?: { readonly slug: string; ownName(name: string): string };
  /** What the gateway speaks with it. */
  readonly era: 'legacy' | 'modern';
  readonly tools: ToolPlan;
  readonly read: ToolUse;
  /** Whether that answer has structured content. */
  readonly structured: boolean;
  readonly blocked: ToolUse;
  /** A change that carries a text of its own, and perhaps the read that has to show the text afterwards. */
  readonly write?: { change(text: string): ToolUse; look?(answer: unknown): ToolUse };
  /** Fails at the server, as a result that says so. */
  readonly failure?: ToolUse;
  /** Answers in more than text. */
  readonly content?: ToolUse;
  /** Repeats a text. */
  readonly large?: (text: string) => ToolUse;
  /** A call, and what it reports while it is under way. */
  readonly progress?: { readonly use: ToolUse; readonly steps: readonly object[] };
  /** Answers with what the person entered. */
  readonly elicitation?: ToolUse;
  /** Answers with what the model of the client said. */
  readonly sampling?: ToolUse;
  readonly resource?: string;
  readonly prompt?: { readonly name: string; readonly arguments: Record<string, string> };
}
