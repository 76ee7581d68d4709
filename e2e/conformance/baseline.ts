import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Revision } from './run-conformance.js';

/** Whom the suite looks at: the gateway as a server to its clients, or as a client of its upstreams. */
export type Leg = 'server' | 'client';

const files: Record<Leg, string> = { server: 'baseline.yml', client: 'client-leg/baseline.yml' };

/**
 * Era of the client, then era of the upstream behind the gateway. On the server leg `…/legacy` is the v1 fixture,
 * `…/modern` the v2 fixture, and the direct run to compare with is that of the same fixture, except for modern/legacy:
 * the v1 fixture cannot answer 2026-07-28 itself, so the v2 fixture, which offers the same, stands in. On the client
 * leg the upstream is the suite's, and the direct run is that of the official client of its era.
 */
export const pairs = ['legacy/legacy', 'legacy/modern', 'modern/modern', 'modern/legacy'] as const;
export type Pair = (typeof pairs)[number];

const entry = z.strictObject({
  pair: z.enum(pairs),
  revision: z.enum(['2025-11-25', '2026-07-28']),
  scenario: z.string().min(1),
  check: z.string().min(1),
  reason: z.string().min(20, 'says in a sentence why the check cannot pass'),
});

/** A check that succeeds directly and is known not to succeed through the gateway, with the reason. */
export type BaselineEntry = z.infer<typeof entry>;

const baselineOf = (leg: Leg) =>
  z.array(entry).check((context) => {
    const seen = new Set<string>();
    for (const { pair, revision, scenario, check } of context.value) {
      const place = [pair, revision, scenario, check].join(', ');
      const complain = (why: string) =>
        context.issues.push({ code: 'custom', message: `${why}: ${place}`, input: place });
      if (seen.has(place)) complain('listed twice');
      // Such an entry would belong to no run, and so could never be found stale.
      if (eraBeside(leg, pair) !== (revision === '2025-11-25' ? 'legacy' : 'modern'))
        complain(`no ${leg === 'server' ? 'client' : 'upstream'} of this era speaks this`);
      seen.add(place);
    }
  });

/** The era of the side that the suite plays. */
function eraBeside(leg: Leg, pair: Pair): string | undefined {
  return pair.split('/')[leg === 'server' ? 0 : 1];
}

/** Reads what the committed baseline says about one run; a wrong entry anywhere in it fails by name. */
export async function readBaseline(
  pair: Pair,
  revision: Revision,
  leg: Leg = 'server',
): Promise<BaselineEntry[]> {
  const file = await readFile(new URL(files[leg], import.meta.url), 'utf8');
  return parseBaseline(file, leg).filter((entry) => entry.pair === pair && entry.revision === revision);
}

export function parseBaseline(yaml: string, leg: Leg = 'server'): BaselineEntry[] {
  const result = baselineOf(leg).safeParse(parse(yaml) ?? []);
  if (result.success) return result.data;
  throw new Error(
    `The conformance baseline cannot be used. Mend ${files[leg]}:\n${z.prettifyError(result.error)}`,
  );
}
