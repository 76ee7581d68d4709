import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { memberOf, objectOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { errorCodes, type JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import { extensionMissing, hasExtension, tasksExtension } from '../../platform/mcp/revisions/extensions.js';
import { fromProtocol, GatewayRefusal } from '../pipeline/gateway-refusal.js';
import type { Resolved } from '../pipeline/resolve.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { longestTaskMs, taskHash, TaskHandles, type OpenedTask, type Task } from './task-handles.js';

/** A result about a task as the client may see it, and what the trail says of it. */
export interface TaskResult {
  readonly result: JsonObject;
  readonly hasFailed: boolean;
  readonly details: Readonly<Record<string, string>>;
}

/**
 * The tasks extension: a call whose result is fetched later. Each request about a task is decided as a call of the tool
 * that made it, by the policy of that moment.
 */
@Injectable()
export class Tasks {
  constructor(
    private readonly handles: TaskHandles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The turn with the task that its request is about. */
  opened(turn: AskedTurn): AskedTurn {
    const { asked, caller, resolved } = turn;
    const { method, params } = asked.request;
    if (!offersTasks(resolved)) throw fromProtocol(methodNotFound(method));
    if (!hasExtension(asked.clientCapabilities, tasksExtension)) {
      throw fromProtocol(extensionMissing(tasksExtension));
    }
    const task = this.handles.open(textOf(params, 'taskId') ?? '', caller, this.clock.now());
    if (task?.connectorId !== resolved.connector.id) throw taskUnknown();
    return Object.assign(turn, { asked: { ...asked, task } });
  }

  /** What a call answers with that became a task; undefined where no task could be expected. */
  created({ asked, caller, resolved }: AskedTurn, result: JsonObject): TaskResult | undefined {
    const { request, clientCapabilities, era } = asked;
    const id = textOf(result, 'taskId');
    const tool = textOf(request.params, 'name');
    const isExpected =
      era === 'modern' &&
      request.method === 'tools/call' &&
      offersTasks(resolved) &&
      hasExtension(clientCapabilities, tasksExtension);
    if (!isExpected || id === undefined || tool === undefined) return undefined;
    const task = { connectorId: resolved.connector.id, tool, id };
    const { requestState: _requestState, ...rest } = result;
    return this.#shown(rest, task, this.handles.seal(task, caller, this.clock.now()));
  }

  /** The answer to a request about a task. */
  answered(task: OpenedTask, result: JsonObject): TaskResult {
    const isAbout = memberOf(result, 'taskId') !== undefined;
    return isAbout
      ? this.#shown(result, task, task.handle)
      : { result, hasFailed: false, details: detailsOf(task, result) };
  }

  /** What an upstream says by itself of a task. */
  told(task: OpenedTask, params: JsonObject): TaskResult {
    return this.#shown(params, task, task.handle);
  }

  #shown(result: JsonObject, task: Task, handle: string): TaskResult {
    const inner = objectOf(result, 'result');
    return {
      result: { ...result, taskId: handle, ttlMs: Math.min(lifetimeOf(result), longestTaskMs) },
      hasFailed: memberOf(result, 'status') === 'failed' || memberOf(inner, 'isError') === true,
      details: detailsOf(task, result),
    };
  }
}

/** The request as the upstream has to hear it. */
export function withUpstreamTask(request: JsonRpcRequest, task: OpenedTask | undefined): JsonRpcRequest {
  return task ? { ...request, params: { ...request.params, taskId: task.id } } : request;
}

/** The one answer for a task that never was, is over, or is somebody else's. */
export function taskUnknown(): GatewayRefusal {
  return new GatewayRefusal('task_unknown', 200, {
    code: errorCodes.invalidParams,
    message: 'Invalid params: there is no such task. It may have expired; make the call again.',
  });
}

/** Whether an upstream makes tasks of calls. */
export function offersTasks({ served: { verdict } }: Resolved): boolean {
  return verdict.era === 'modern' && hasExtension(verdict.capabilities, tasksExtension);
}

function lifetimeOf(result: JsonObject): number {
  const lifetime = memberOf(result, 'ttlMs');
  return typeof lifetime === 'number' ? lifetime : longestTaskMs;
}

function detailsOf(task: Task, result: JsonObject): Record<string, string> {
  const status = textOf(result, 'status');
  return { taskHash: taskHash(task), ...(status === undefined ? {} : { taskStatus: status.slice(0, 32) }) };
}

function methodNotFound(method: string) {
  return { status: 404, error: { code: errorCodes.methodNotFound, message: `Method not found: ${method}` } };
}
