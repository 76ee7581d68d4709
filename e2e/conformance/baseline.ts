import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Revision } from './run-conformance.js';

/**
 * Era of the client, then era of the upstream behind the gateway: `…/legacy` is the v1 fixture, `…/modern`
 * the v2 fixture. The direct run to compare with is that of the same fixture, except for modern/legacy:
 * the v1 fixture cannot answer 2026-07-28 itself, so the v2 fixture, which offers the same, stands in.
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

const baseline = z.array(entry).check((context) => {
  const seen = new Set<string>();
  for (const { pair, revision, scenario, check } of context.value) {
    const place = [pair, revision, scenario, check].join(', ');
    const complain = (why: string) =>
      context.issues.push({ code: 'custom', message: `${why}: ${place}`, input: place });
    if (seen.has(place)) complain('listed twice');
    // Such an entry would belong to no run, and so could never be found stale.
    if (pair.startsWith('legacy/') !== (revision === '2025-11-25'))
      complain('no client of this era speaks this');
    seen.add(place);
  }
});

/** Reads what the committed baseline says about one run; a wrong entry anywhere in it fails by name. */
export async function readBaseline(pair: Pair, revision: Revision): Promise<BaselineEntry[]> {
  const file = await readFile(new URL('baseline.yml', import.meta.url), 'utf8');
  return parseBaseline(file).filter((entry) => entry.pair === pair && entry.revision === revision);
}

export function parseBaseline(yaml: string): BaselineEntry[] {
  const result = baseline.safeParse(parse(yaml));
  if (result.success) return result.data;
  throw new Error(
    `The conformance baseline cannot be used. Mend baseline.yml:\n${z.prettifyError(result.error)}`,
  );
}
