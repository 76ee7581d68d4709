import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const tell = fileURLToPath(new URL('tell.ts', import.meta.url));

const job = z.object({
  url: z.url(),
  scenario: z.string(),
  revision: z.enum(['2025-11-25', '2026-07-28']),
  context: z.record(z.string(), z.unknown()),
});

/** What the suite wants of a client: to use the server at this address. */
export type Job = z.infer<typeof job>;

/** Takes the suite's jobs; the suite starts `command` for each. */
export interface Driver {
  readonly command: string;
  /** What went wrong while driving, by scenario: the suite itself only looks at what its servers saw. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Waits for jobs on a loopback port, so that what drives the client can live in this process. */
export async function startDriver(drive: (job: Job) => Promise<void>): Promise<Driver> {
  const complaints: string[] = [];
  const server = createServer((request, response) => {
    json(request)
      .then((body) => drive(job.parse(body)))
      .then(
        () => response.writeHead(204).end(),
        (error: unknown) => {
          complaints.push(String(error));
          response.writeHead(500).end(String(error));
        },
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    command: `${process.execPath} ${tell} http://127.0.0.1:${port}/`,
    complaints,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
