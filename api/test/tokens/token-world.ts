import type { TestingModule } from '@nestjs/testing';
import { expect } from 'vitest';
import { TokenAuthenticator, type AuthenticatedToken } from '../../src/tokens/token-authenticator.js';
import { TokensModule } from '../../src/tokens/tokens.module.js';
import { TokensService, type IssueCommand } from '../../src/tokens/tokens.service.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { Given, type GivenConnector, type GivenOrganization } from '../given.js';
import { asMember, startInstance, TestClock } from '../instance.js';

/** Milliseconds of a day. */
export const dayMs = 24 * 60 * 60 * 1000;

/** Two organizations; in one of them a seller may use one tool of a connector, and an admin may do more. */
export interface TokenWorld {
  readonly database: TestDatabase;
  readonly given: Given;
  readonly instance: TestingModule;
  readonly tokens: TokensService;
  readonly authenticator: TokenAuthenticator;
  readonly acme: GivenOrganization;
  readonly other: GivenOrganization;
  readonly sales: string;
  readonly seller: string;
  readonly admin: string;
  readonly stranger: string;
  readonly crm: GivenConnector;
  readonly asSeller: () => ReturnType<typeof asMember>;
  readonly asAdmin: () => ReturnType<typeof asMember>;
  readonly asStranger: () => ReturnType<typeof asMember>;
  /** Another process on the same database. */
  readonly start: (clock?: TestClock) => Promise<TestingModule>;
  /** Whose token this is; fails if it is refused. */
  readonly accepted: (secret: string, by?: TokenAuthenticator) => Promise<AuthenticatedToken>;
  readonly stop: () => Promise<void>;
}

/** Starts them on a database of their own. */
export async function startTokenWorld(): Promise<TokenWorld> {
  const database = await createTestDatabase();
  const given = await Given.in(database);
  const start = (clock?: TestClock) => startInstance(database, [TokensModule], clock);
  const instance = await start();
  const tokens = instance.get(TokensService);
  const authenticator = instance.get(TokenAuthenticator);
  const acme = await given.organization('acme');
  const other = await given.organization('other');
  const sales = await given.group(acme, 'Sales');
  const seller = await given.member(acme, { groups: [sales] });
  const admin = await given.member(acme, { role: 'admin' });
  const stranger = await given.member(other, { role: 'owner' });
  const crm = await given.connector(acme, { slug: 'crm', ownerId: admin });
  await given.publication(crm, sales);
  await given.rule(crm, await given.offering(crm, 'search'), 'allow');
  await given.offering(crm, 'update', { classification: 'write' });
  return {
    ...{ database, given, instance, tokens, authenticator, acme, other, sales, seller, admin, stranger, crm },
    start,
    asSeller: () => asMember(acme.id, seller),
    asAdmin: () => asMember(acme.id, admin, 'admin'),
    asStranger: () => asMember(other.id, stranger, 'owner'),
    async accepted(secret, by = authenticator) {
      const answer = await by.authenticate(secret);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async stop() {
      await instance.close();
      await given.end();
      await database.drop();
    },
  };
}

/** A refusal by its code. */
export const refusal = (code: string): unknown => expect.objectContaining({ name: 'Refusal', code });

/** What is wanted of a token, unless told otherwise. */
export function wanted(command: Partial<IssueCommand> = {}): IssueCommand {
  return {
    name: 'laptop',
    expiresAt: new Date(Date.now() + 30 * dayMs),
    access: 'read',
    connectors: null,
    apiScopes: [],
    ...command,
  };
}

/** The text with its first secret character replaced, and a checksum that does not know it. */
export function flipped(secret: string): string {
  const at = 'cst_pat_0123456789_'.length;
  return secret.slice(0, at) + (secret[at] === 'A' ? 'B' : 'A') + secret.slice(at + 1);
}
