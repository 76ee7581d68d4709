/** Counts what was proven, by client and server. */
export class Matrix {
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly clients: readonly string[],
    private readonly servers: readonly string[],
  ) {}

  /** Returns how one cell counts one more. */
  prover(client: string, server: string): () => void {
    const key = `${client} ${server}`;
    return () => void this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** A table with a row for each client and a column for each server. */
  format(): string {
    const rows = [
      ['', ...this.servers],
      ...this.clients.map((client) => [
        client,
        ...this.servers.map((server) => String(this.counts.get(`${client} ${server}`) ?? '·')),
      ]),
    ];
    const widths =
      rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
    return rows
      .map((row) =>
        row
          .map((cell, column) =>
            column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
          )
          .join('  '),
      )
      .join('\n');
  }
}
