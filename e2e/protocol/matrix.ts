import type { Capability } from './capabilities.js';

const DONE = 'ok';
const OPEN = '!!';

/** What came of each trial, by server, capability and client; nothing in it is left out without a reason. */
export class Matrix {
  readonly #cells = new Map<string, string>();
  readonly #reasons: string[] = [];

  constructor(
    private readonly clients: readonly string[],
    private readonly servers: readonly string[],
    private readonly capabilities: readonly Capability[],
  ) {}

  /** It was tried, and it works. */
  prove(client: string, server: string, capability: Capability): void {
    this.#cells.set(keyOf(client, server, capability), DONE);
  }

  /** It cannot be tried, for a reason that is printed. */
  excuse(client: string, server: string, capability: Capability, reason: string): void {
    if (!this.#reasons.includes(reason)) this.#reasons.push(reason);
    this.#cells.set(keyOf(client, server, capability), noteOf(this.#reasons.indexOf(reason)));
  }

  /** How many cells are proven, excused, and neither. */
  count(): { proven: number; excused: number; open: number } {
    const cells = this.servers.flatMap((server) =>
      this.capabilities.flatMap((capability) =>
        this.clients.map((client) => this.#cell(client, server, capability)),
      ),
    );
    const proven = cells.filter((cell) => cell === DONE).length;
    const open = cells.filter((cell) => cell === OPEN).length;
    return { proven, open, excused: cells.length - proven - open };
  }

  /** One table: a row for each server and capability, a column for each client, and the reasons below it. */
  format(): string {
    const heads = this.clients.map((_, index) => columnOf(index));
    const rows = [
      ['server', 'capability', ...heads],
      ...this.servers.flatMap((server) =>
        this.capabilities.map((capability, row) => [
          row === 0 ? server : '',
          capability,
          ...this.clients.map((client) => this.#cell(client, server, capability)),
        ]),
      ),
    ];
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    const { proven, excused, open } = this.count();
    return [
      ...this.clients.map((client, index) => `${columnOf(index)}  ${client}`),
      '',
      ...rows.map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      ),
      '',
      ...this.#reasons.map((reason, index) => `${noteOf(index).padStart(3)}  ${reason}`),
      '',
      `${proven} proven, ${excused} do not apply for the reason given, ${open} failed (${OPEN})`,
    ].join('\n');
  }

  #cell(client: string, server: string, capability: Capability): string {
    return this.#cells.get(keyOf(client, server, capability)) ?? OPEN;
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}

function columnOf(index: number): string {
  return String.fromCharCode(65 + index);
}

function noteOf(index: number): string {
  return String(index + 1);
}
