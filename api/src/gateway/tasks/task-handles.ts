import { Injectable } from '@nestjs/common';
import { canonicalHash } from '../../kernel/canonical-json.js';
import { memberOf, textOf } from '../../platform/mcp/json/json-value.js';
import { Keyring, type Sealed } from '../../platform/crypto/keyring.js';
import type { Caller } from '../pipeline/authenticate.js';

/** The longest that a task can be asked about; what an upstream promises beyond that is narrowed to it. */
export const longestTaskMs = 7 * 24 * 60 * 60_000;

/** The longest name of a task that is looked at, in characters. */
export const longestHandle = 16 * 1024;

/** A task of an upstream: which tool made it, and where. */
export interface Task {
  readonly connectorId: string;
  readonly tool: string;
  /** As the upstream calls it. */
  readonly id: string;
}

/** A task that a client asks about. */
export interface OpenedTask extends Task {
  /** As the client calls it. */
  readonly handle: string;
}

/**
 * What clients get in place of an upstream's task ids.
 *
 * To an upstream with a shared credential all callers are one, so its ids cannot keep one member from another's task.
 * A handle holds everything itself, sealed for the member: any process can open it, and nothing has to be stored.
 */
@Injectable()
export class TaskHandles {
  constructor(private readonly keyring: Keyring) {}

  seal(task: Task, caller: Caller, now: Date): string {
    const text = JSON.stringify({ ...task, until: now.getTime() + longestTaskMs });
    return Buffer.from(JSON.stringify(this.keyring.seal('task', ownerOf(caller), text))).toString(
      'base64url',
    );
  }

  /** The caller's own task; undefined for one that was altered, is too old, is somebody else's, or never was. */
  open(handle: string, caller: Caller, now: Date): OpenedTask | undefined {
    try {
      const sealed = JSON.parse(Buffer.from(handle, 'base64url').toString('utf8')) as Sealed;
      const content: unknown = JSON.parse(this.keyring.open('task', ownerOf(caller), sealed));
      const connectorId = textOf(content, 'connectorId');
      const tool = textOf(content, 'tool');
      const id = textOf(content, 'id');
      const until = memberOf(content, 'until');
      if (connectorId === undefined || tool === undefined || id === undefined) return undefined;
      return typeof until === 'number' && until > now.getTime()
        ? { connectorId, tool, id, handle }
        : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Names a task in the audit trail, so that the events about it can be found together. */
export function taskHash({ connectorId, id }: Task): string {
  return canonicalHash({ connectorId, id });
}

function ownerOf({ context, principal }: Caller): string[] {
  return [context.organizationId, principal.memberId];
}
