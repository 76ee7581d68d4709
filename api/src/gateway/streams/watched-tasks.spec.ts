import { afterEach, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type { OpenedTask } from '../tasks/task-handles.js';
import { WatchedTasks } from './watched-tasks.js';

const task: OpenedTask = { connectorId: 'c', tool: 'export', id: 'task-1', handle: 'sealed' };
const notice = (params: JsonObject) => ({ jsonrpc: '2.0', method: 'notifications/tasks', params }) as const;

/** Tasks of which a test sees what is told, and answers what is asked. */
function watched({ maximumWaiting = 10_000, reads = true } = {}) {
  const told: unknown[] = [];
  const answers: ((state: JsonObject | undefined) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const happened = { failed: 0, over: 0 };
  const tasks = new WatchedTasks({
    tell: async (_task, { params }) => {
      told.push(params?.['status']);
      if (!reads) await new Promise(() => undefined);
    },
    ask: () =>
      new Promise((resolve, reject) => {
        answers.push(resolve);
        failures.push(reject);
      }),
    failed: () => void (happened.failed += 1),
    over: () => void (happened.over += 1),
    maximumWaiting,
  });
  tasks.add(task);
  return { tasks, told, answers, failures, happened };
}

afterEach(() => void vi.useRealTimers());

/** Lets everything run that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a state that was asked for is not told once the server has said a newer one', async () => {
  const { tasks, told, answers, happened } = watched();
  tasks.reached();
  tasks.heard(notice({ taskId: 'task-1', status: 'completed' }));
  answers[0]?.({ taskId: 'task-1', status: 'working' });
  await settled();
  expect(told).toEqual(['completed']);
  expect(happened).toEqual({ failed: 0, over: 1 });
});

test('a state that was told already is not told again for being asked about', async () => {
  const { tasks, told, answers } = watched();
  tasks.heard(notice({ taskId: 'task-1', status: 'working', _meta: { about: 'the message' } }));
  tasks.reached();
  answers[0]?.({ resultType: 'complete', taskId: 'task-1', status: 'working' });
  await settled();
  expect(told).toEqual(['working']);
});

test('nothing follows the end of a task, and nothing is told of tasks of others', async () => {
  const { tasks, told } = watched();
  tasks.heard(notice({ taskId: 'task-2', status: 'working' }));
  tasks.heard(notice({ taskId: 'task-1', status: 'failed' }));
  tasks.heard(notice({ taskId: 'task-1', status: 'working' }));
  await settled();
  expect(told).toEqual(['failed']);
});

test('an answer about another task than the one asked about is told to nobody', async () => {
  const { tasks, told, answers } = watched();
  tasks.reached();
  answers[0]?.({ taskId: 'task-2', status: 'working' });
  await settled();
  expect(told).toEqual([]);
});

test('a state that could not be asked about is asked about again, unless something was heard by then', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { tasks, told, answers, failures, happened } = watched();
  tasks.add({ ...task, id: 'task-2', handle: 'other' });
  tasks.reached();
  failures[0]?.(new Error('The server is away.'));
  await settled();
  failures[1]?.(new Error('The server is away.'));
  await settled();
  tasks.heard(notice({ taskId: 'task-2', status: 'completed' }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(answers).toHaveLength(3);
  answers[2]?.({ taskId: 'task-1', status: 'completed' });
  await settled();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([told, happened.failed]).toEqual([['completed', 'completed'], 0]);
  expect(answers).toHaveLength(3);
});

test('a state that there is none of is not asked about again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { tasks, answers } = watched();
  tasks.reached();
  answers[0]?.(undefined);
  await settled();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(answers).toHaveLength(1);
});

test('a client that does not read is not waited for with more than there is room for', async () => {
  const { tasks, happened } = watched({ maximumWaiting: 1_000, reads: false });
  tasks.add({ ...task, id: 'task-2', handle: 'other' });
  tasks.heard(notice({ taskId: 'task-1', status: 'working', statusMessage: 'x'.repeat(700) }));
  tasks.heard(notice({ taskId: 'task-1', status: 'working', statusMessage: 'y'.repeat(700) }));
  expect(happened.failed).toBe(0);
  tasks.heard(notice({ taskId: 'task-2', status: 'working', statusMessage: 'z'.repeat(700) }));
  expect(happened.failed).toBe(1);
});
