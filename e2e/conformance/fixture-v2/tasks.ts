import { randomUUID } from 'node:crypto';
import {
  type CallToolResult,
  type InputRequests,
  type JSONObject,
  type McpServer,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Catalogue } from '../offerings/catalogue.js';
import type { Work } from '../offerings/offering.js';

const EXTENSION = 'io.modelcontextprotocol/tasks';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const TTL_MS = 10 * 60 * 1000;
const POLL_MS = 50;

/** What a server with tasks says of itself. */
export const taskCapabilities = { extensions: { [EXTENSION]: {} } };

interface Task {
  readonly controller: AbortController;
  readonly createdAt: string;
  lastUpdatedAt: string;
  state: { status: 'working' | 'cancelled' } | { status: string; [payload: string]: unknown };
  questions: InputRequests;
  answers: Record<string, unknown>;
  onAnswered: () => void;
}

const aboutTask = { params: z.looseObject({ taskId: z.string() }) };

const declaration = z.looseObject({ extensions: z.looseObject({ [EXTENSION]: z.looseObject({}) }) });
const callOfTool = z.looseObject({
  id: z.union([z.string(), z.number()]),
  method: z.literal('tools/call'),
  params: z.looseObject({ name: z.string(), _meta: z.looseObject({}) }),
});

/** The long-running calls of one fixture, as the tasks extension of 2026-07-28 has them. */
export class FixtureTasks {
  private readonly tasks = new Map<string, Task>();

  /** Whether the sender of a request knows tasks. */
  isKnownTo(server: McpServer): boolean {
    return knowsTasks(server.server.getClientCapabilities());
  }

  /**
   * The error for a call that can only become a task, from a client that does not know tasks. The SDK would turn it
   * into the result of the tool.
   */
  missingFor(catalogue: Catalogue, body: unknown): object | undefined {
    const call = callOfTool.safeParse(body);
    if (!call.success) return undefined;
    const { id, params } = call.data;
    const tool = catalogue.tools.find(({ definition }) => definition.name === params.name);
    if (!tool?.task?.isRequired || knowsTasks(params._meta[CAPABILITIES])) return undefined;
    const { code, message, data } = missing();
    return { jsonrpc: '2.0', id, error: { code, message, data } };
  }

  /** Begins work; the result is the task. */
  begin(work: Work): CallToolResult {
    const now = new Date().toISOString();
    const task: Task = {
      controller: new AbortController(),
      createdAt: now,
      lastUpdatedAt: now,
      state: { status: 'working' },
      questions: {},
      answers: {},
      onAnswered: () => undefined,
    };
    const id = randomUUID();
    this.tasks.set(id, task);
    const seed = shown(id, task);
    void perform(task, work);
    return { resultType: 'task', ...seed } as unknown as CallToolResult;
  }

  /** Answers requests about tasks. */
  serve(server: McpServer): void {
    const serve = (method: string, answer: (id: string, task: Task, answers: JSONObject) => JSONObject) =>
      server.server.setRequestHandler(method, aboutTask, ({ taskId }, { mcpReq }) => {
        if (!this.isKnownTo(server)) throw missing();
        const task = this.tasks.get(taskId);
        if (!task) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such task.');
        return answer(taskId, task, (mcpReq.inputResponses ?? {}) as JSONObject);
      });
    serve('tasks/get', (id, task) => shown(id, task));
    serve('tasks/update', (_id, task, answers) => {
      for (const [key, answer] of Object.entries(answers)) {
        if (!Object.hasOwn(task.questions, key)) continue;
        task.answers[key] = answer;
        delete task.questions[key];
      }
      if (Object.keys(task.questions).length === 0) task.onAnswered();
      return {};
    });
    serve('tasks/cancel', (_id, task) => {
      task.controller.abort();
      return {};
    });
  }

  /** Ends what is under way. */
  close(): void {
    for (const { controller } of this.tasks.values()) controller.abort();
  }
}

function knowsTasks(capabilities: unknown): boolean {
  return declaration.safeParse(capabilities).success;
}

function missing(): MissingRequiredClientCapabilityError {
  return new MissingRequiredClientCapabilityError({ requiredCapabilities: taskCapabilities });
}

async function perform(task: Task, work: Work): Promise<void> {
  const { signal } = task.controller;
  const become = (state: Task['state']) => {
    task.state = state;
    task.lastUpdatedAt = new Date().toISOString();
  };
  signal.addEventListener('abort', () => task.state.status === 'working' && become({ status: 'cancelled' }));
  try {
    const result = await work({
      signal,
      async ask(questions) {
        const answered = new Promise<void>((resolve) => (task.onAnswered = resolve));
        task.questions = { ...questions };
        await answered;
        return task.answers;
      },
    });
    if (!signal.aborted) become({ status: 'completed', result });
  } catch (error) {
    if (signal.aborted) return;
    const { code, message } = error as ProtocolError;
    become({ status: 'failed', statusMessage: message, error: { code, message } });
  }
}

function shown(taskId: string, { createdAt, lastUpdatedAt, state, questions }: Task): JSONObject {
  const isAsking = state.status === 'working' && Object.keys(questions).length > 0;
  const now = isAsking ? { status: 'input_required', inputRequests: questions } : state;
  return { taskId, createdAt, lastUpdatedAt, ttlMs: TTL_MS, pollIntervalMs: POLL_MS, ...now } as JSONObject;
}
