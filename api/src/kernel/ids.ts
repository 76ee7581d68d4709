import { v7 } from 'uuid';

/** A new time-ordered identifier (UUID version 7): primary keys stay close together in their index. */
export function newId(): string {
  return v7();
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is an identifier at all; asked before a text from outside reaches a uuid column. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
