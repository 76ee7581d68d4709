import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../src');

interface Source {
  /** Path below src. */
  readonly path: string;
  readonly folder: string;
  /** Our own files, by their path below src. */
  readonly ours: readonly string[];
  /** Every specifier as written. */
  readonly imports: readonly string[];
}

const sources: Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const specifiers = [
      ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|import\('([^']+)'\)/g),
    ];
    const imports = specifiers.map(([, from, dynamic]) => from ?? dynamic ?? '');
    return {
      path: path.split(sep).join('/'),
      folder: path.split(sep)[0] ?? '',
      imports,
      ours: imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) =>
          relative(root, normalize(join(dirname(join(root, path)), specifier)))
            .split(sep)
            .join('/'),
        ),
    };
  });

const ours = (source: Source) => source.ours;
const folderOf = (path: string) => path.split('/')[0] ?? '';
const below = ['kernel', 'config', 'platform', 'access'];
const composition = /^(app\.|main\.|cli\.|emit-schema\.|http-application\.)/;
const features = [...new Set(sources.map(({ folder }) => folder))].filter(
  (folder) => !below.includes(folder) && !composition.test(folder),
);

const violations = (check: (source: Source) => readonly string[]) =>
  sources.flatMap((source) => check(source).map((path) => `${source.path} -> ${path}`));

describe('arrows', () => {
  it('leave the kernel for nothing of ours and no framework', () => {
    const allowed = /^(node:|canonicalize$|uuid$)/;
    expect(
      violations((source) =>
        source.folder === 'kernel'
          ? [
              ...source.ours.filter((path) => folderOf(path) !== 'kernel'),
              ...source.imports.filter((path) => !path.startsWith('.') && !allowed.test(path)),
            ]
          : [],
      ),
    ).toEqual([]);
  });

  it('lead from config, platform and access only inward', () => {
    const inward: Readonly<Record<string, readonly string[]>> = {
      config: ['config', 'kernel'],
      platform: ['platform', 'config', 'kernel'],
      access: ['access', 'kernel'],
    };
    expect(
      violations((source) => {
        const allowed = inward[source.folder];
        return allowed ? ours(source).filter((path) => !allowed.includes(folderOf(path))) : [];
      }),
    ).toEqual([]);
  });

  it('never lead to the gateway', () => {
    expect(
      violations((source) =>
        source.folder === 'gateway' || composition.test(source.path)
          ? []
          : ours(source).filter((path) => folderOf(path) === 'gateway'),
      ),
    ).toEqual([]);
  });

  it('make no circle between features', () => {
    const edges = new Map(
      features.map((feature) => [
        feature,
        new Set(
          sources
            .filter(({ folder }) => folder === feature)
            .flatMap(ours)
            .map(folderOf)
            .filter((folder) => folder !== feature && features.includes(folder)),
        ),
      ]),
    );
    const circles: string[] = [];
    const walk = (feature: string, path: readonly string[]) => {
      if (path.includes(feature)) circles.push([...path.slice(path.indexOf(feature)), feature].join(' -> '));
      else for (const next of edges.get(feature) ?? []) walk(next, [...path, feature]);
    };
    for (const feature of features) walk(feature, []);
    expect([...new Set(circles)]).toEqual([]);
  });

  it('lead from resolvers and controllers to services, never to repositories', () => {
    expect(
      violations((source) =>
        /\.(resolver|controller)\.ts$/.test(source.path)
          ? ours(source).filter((path) => path.endsWith('.repository.js') && !path.startsWith('operations/'))
          : [],
      ),
    ).toEqual([]);
  });

  it('lead to another feature only through what its module offers', () => {
    const internal = /\.(repository|entity)\.js$/;
    expect(
      violations((source) =>
        features.includes(source.folder)
          ? ours(source).filter(
              (path) =>
                folderOf(path) !== source.folder && features.includes(folderOf(path)) && internal.test(path),
            )
          : [],
      ),
    ).toEqual([]);
  });
});

describe('outside packages', () => {
  it('typeorm and pg are known to repositories, entities and platform/database alone', () => {
    expect(
      violations((source) =>
        /\.(repository|entity)\.ts$/.test(source.path) || source.path.startsWith('platform/database/')
          ? []
          : source.imports.filter((path) => path === 'typeorm' || path === 'pg'),
      ),
    ).toEqual([]);
  });

  it('that open connections are known to platform/http-out alone', () => {
    const outbound = new Set([
      'undici',
      'node:http',
      'node:https',
      'node:http2',
      'node:net',
      'node:tls',
      'node:dns',
    ]);
    const allowed = /^platform\/(http-out|database\/embedded)\//;
    const text = (source: Source) => readFileSync(join(root, source.path), 'utf8');
    // To serve opens nothing; whoever serves gets just that out of the one package which can do both.
    const servesOnly = (source: Source, path: string) =>
      path === 'node:http' &&
      source.path.startsWith('platform/http-in/') &&
      [...text(source).matchAll(/^import [^;]*? from 'node:http';$/gm)].every(([line]) =>
        /^import (?:type )?\{ createServer(?:, type \w+)* \} from/.test(line),
      );
    expect(
      violations((source) =>
        allowed.test(source.path)
          ? []
          : source.imports.filter(
              (path) =>
                outbound.has(path) &&
                !servesOnly(source, path) &&
                new RegExp(`(?<!type )\\{?[^;\\n]*from '${path}'`).test(text(source)) &&
                !new RegExp(`import type [^;]*from '${path}'`).test(text(source)),
            ),
      ),
    ).toEqual([]);
  });

  it('that export traces are loaded by what exports them alone, and that only where it is asked for', () => {
    const exporters = /^platform\/telemetry\/otlp-/;
    const text = (source: Source) => readFileSync(join(root, source.path), 'utf8');
    expect(
      violations((source) =>
        exporters.test(source.path)
          ? []
          : [
              ...source.imports.filter((path) => path.startsWith('@opentelemetry/')),
              ...source.ours.filter(
                (path) => exporters.test(path) && !text(source).includes("await import('./otlp-traces.js')"),
              ),
            ],
      ),
    ).toEqual([]);
  });

  it("an address that is not guarded is the operator's, and used for traces alone", () => {
    expect(
      violations((source) =>
        source.path === 'platform/telemetry/otlp-span-exporter.ts'
          ? []
          : source.ours.filter((path) => path === 'platform/http-out/operator-http.js'),
      ),
    ).toEqual([]);
  });

  it('GraphQL decorators stay away from rows', () => {
    expect(
      violations((source) =>
        source.path.endsWith('.entity.ts')
          ? source.imports.filter((path) => path.startsWith('@nestjs/'))
          : [],
      ),
    ).toEqual([]);
  });
});
