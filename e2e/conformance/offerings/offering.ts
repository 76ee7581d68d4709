import type {
  CallToolResult,
  ClientCapabilities,
  GetPromptResult,
  InputRequests,
  JSONObject,
  JSONValue,
  LoggingLevel,
  Prompt,
  Tool,
} from '@modelcontextprotocol/server';

/** What a tool or prompt may know and do while it answers one request, on either SDK. */
export interface Exchange {
  readonly arguments: JSONObject;
  /** What the client answered to the questions of an earlier round, by key. */
  readonly answers: Record<string, unknown>;
  /** What an earlier round asked to be kept until this one. */
  readonly state: JSONValue | undefined;
  readonly clientCapabilities: ClientCapabilities;
  progress(done: number, total: number): Promise<void>;
  log(level: LoggingLevel, text: string): Promise<void>;
  /** Closes the response stream early, so that the client has to come back for the result. */
  dropStream(): void;
}

/** Questions to the client instead of a result; the same request runs again with the answers. */
export interface Questions {
  readonly ask: InputRequests;
  readonly state?: JSONValue;
}

export type ToolOutcome = CallToolResult | Questions;

/** What work that goes on after its call was answered can do. */
export interface Desk {
  /** Fires when the client does not want the outcome any more. */
  readonly signal: AbortSignal;
  /** Puts questions to the client and waits until all of them are answered. */
  ask(questions: InputRequests): Promise<Record<string, unknown>>;
}

/** Work that is fetched later; fails with the error that its call would have had. */
export type Work = (desk: Desk) => Promise<CallToolResult>;

/** How a tool runs as a task, for clients that know tasks. */
export interface TaskPlan {
  /** Whether it cannot run in any other way. */
  readonly isRequired: boolean;
  begin(exchange: Exchange): Work | Questions;
}

/** A tool with its behaviour; the definition is what the server lists, word for word. */
export interface FixtureTool {
  readonly definition: Tool;
  run(exchange: Exchange): Promise<ToolOutcome> | ToolOutcome;
  readonly task?: TaskPlan;
}

/** A prompt with its behaviour. */
export interface FixturePrompt {
  readonly definition: Prompt;
  get(exchange: Exchange): GetPromptResult | Questions;
}

/** Tells questions from a finished result. */
export function isQuestions(outcome: object): outcome is Questions {
  return 'ask' in outcome;
}

/** Reads a text argument; the suite only ever leaves out what is optional. */
export function textArgument(exchange: Exchange, name: string): string {
  const value = exchange.arguments[name];
  return typeof value === 'string' ? value : '';
}
