import { z } from 'zod';

/** What a tool may use of the request it is answering. */
export interface ToolCall {
  /** Aborted when the caller cancels the request. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the work has come; does nothing when the caller did not ask. */
  reportProgress(done: number, total: number, message: string): Promise<void>;
}

/** The four behaviour hints of the protocol; a sample tool states all of them. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** Only reads. */
export const READS: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Adds something; calling it twice adds it twice. */
export const ADDS: ToolHints = { ...READS, readOnlyHint: false, idempotentHint: false };

/** Overwrites what was there; calling it twice is the same as once. */
export const CHANGES: ToolHints = { ...READS, readOnlyHint: false, destructiveHint: true };

/** A tool of a sample server, independent of the SDK that serves it. */
export interface SampleTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolHints;
  readonly inputSchema: z.ZodObject;
  readonly outputSchema: z.ZodObject;
  /** The OAuth scopes a call needs, where the server is behind OAuth. */
  readonly scopes?: readonly [string, ...string[]];
  /** Does the work and returns what `outputSchema` describes; a thrown error becomes the tool's error answer. */
  run(input: Record<string, unknown>, call: ToolCall): Promise<Record<string, unknown>>;
}

interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  annotations: ToolHints;
  inputSchema: Input;
  outputSchema: Output;
  scopes?: readonly [string, ...string[]];
  run(input: z.output<Input>, call: ToolCall): z.input<Output> | Promise<z.input<Output>>;
}

/** Checks a tool's work against its own schemas while compiling, then forgets the types so that tools fit in a list. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): SampleTool {
  return {
    ...definition,
    run: async (input, call) => definition.run(definition.inputSchema.parse(input), call),
  };
}

/** The answer of a tool: the object itself, and the same as text for clients that read only text. */
export function toToolResult(output: Record<string, unknown>): {
  structuredContent: Record<string, unknown>;
  content: { type: 'text'; text: string }[];
} {
  return { structuredContent: output, content: [{ type: 'text', text: JSON.stringify(output) }] };
}
