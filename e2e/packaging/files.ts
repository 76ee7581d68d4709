import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The folder that holds the Dockerfile. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

export const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});

const composeFile = z.object({ services: z.record(z.string(), service) });

/** The compose file, with anchors and merges resolved as Docker does. */
export async function readCompose(): Promise<z.infer<typeof composeFile>> {
  return composeFile.parse(parse(await read('docker-compose.yml'), { merge: true }));
}

/** One instruction of a Dockerfile: its name and everything behind it, continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

export async function readDockerfile(): Promise<Instruction[]> {
  const joined = (await read('Dockerfile')).replaceAll('\\\n', ' ');
  return joined.split('\n').flatMap((line) => {
    const found = /^([A-Z]+)\s+(.+)$/.exec(line.trim());
    return found ? [{ name: found[1] ?? '', text: (found[2] ?? '').replace(/\s+/g, ' ') }] : [];
  });
}

/** The names that a compose file takes from `.env`, and whether it insists on them. */
export function placeholdersOf(text: string): Map<string, 'required' | 'optional'> {
  const found = [...text.matchAll(/\$\{([A-Z_]+)(:\?|:-)[^}]*\}/g)];
  return new Map(found.map(([, name = '', kind]) => [name, kind === ':?' ? 'required' : 'optional']));
}

/** Puts values where the placeholders are. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([A-Z_]+)(:\?|:-)[^}]*\}/g, (_all, name: string) => values[name] ?? '');
}
