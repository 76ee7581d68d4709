/** What `node --cpu-prof` writes, as far as it is used here. Times are in microseconds of the monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** One step, with its processor time for one request. */
export interface Step {
  readonly step: string;
  readonly micros: number;
  readonly share: number;
}

/** The first that fits counts; what a step calls, such as Node writing to a socket, is the step's. */
const places: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    /\/api\/dist\/gateway\/observation\/|\/api\/dist\/platform\/telemetry\/|\/pino\/|\/prom-client\/|\/sonic-boom\/|\/@opentelemetry\//,
    () => 'logs, metrics and traces',
  ],
  // The pipeline by its steps, each a file; whatever else a call goes through by its folder.
  [/\/api\/dist\/gateway\/pipeline\/([\w-]+)\.js$/, ([, step = '']) => `gateway: ${step}`],
  [/\/api\/dist\/gateway\/([\w-]+)/, ([, folder = '']) => `gateway: ${folder}`],
  [/\/api\/dist\/audit\//, () => 'audit: writing'],
  [/\/api\/dist\/platform\/mcp\/json\//, () => 'mcp: strict JSON'],
  [/\/api\/dist\/platform\/mcp\/upstream\//, () => 'mcp: upstream exchange'],
  [/\/api\/dist\/platform\/mcp\//, () => 'mcp: revisions'],
  [/\/api\/dist\/platform\/http-out\//, () => 'http-out: guarded client'],
  [/\/api\/dist\/tokens\/|\/api\/dist\/sign-in\//, () => 'tokens'],
  [/\/api\/dist\/policies\//, () => 'policies: decide'],
  [/\/api\/dist\/credentials\/|\/api\/dist\/platform\/crypto\//, () => 'credentials'],
  [/\/api\/dist\/([\w-]+)\//, ([, folder = '']) => `api: ${folder}`],
  [/\/undici\//, () => 'undici'],
  [/\/pg\/|\/pg-protocol\/|\/pg-pool\/|\/typeorm\//, () => 'PostgreSQL client'],
  [/\/ajv|\/re2js\//, () => 'schema validation'],
  [/\/fastify|\/@fastify\/|\/@nestjs\/|\/find-my-way\/|\/avvio\//, () => 'Fastify and Nest'],
];

/** What nobody called: requests that arrive, answers that are read, and what follows from a promise. */
const NODE = 'Node: reading and scheduling';

/** Sums a profile up by step, between two moments and for so many requests. */
export function stepsOf(profile: CpuProfile, from: number, to: number, requests: number): Step[] {
  const stepOf = stepByNode(profile);
  const micros = new Map<string, number>();
  let at = profile.startTime;
  for (const [index, node] of profile.samples.entries()) {
    const took = profile.timeDeltas[index] ?? 0;
    at += took;
    const step = stepOf.get(node) ?? NODE;
    if (at < from || at > to || step === 'idle') continue;
    micros.set(step, (micros.get(step) ?? 0) + took);
  }
  const total = [...micros.values()].reduce((sum, one) => sum + one, 0);
  return [...micros]
    .map(([step, took]) => ({ step, micros: took / requests, share: took / total }))
    .sort((a, b) => b.micros - a.micros);
}

function stepByNode({ nodes }: CpuProfile): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const steps = new Map<number, string>();
  const visit = (id: number, inherited: string): void => {
    const node = byId.get(id);
    if (!node) return;
    const step = ownStep(node.callFrame) ?? inherited;
    steps.set(id, step);
    for (const child of node.children ?? []) visit(child, step);
  };
  const [root] = nodes;
  if (root) visit(root.id, NODE);
  return steps;
}

function ownStep({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'native code and the kernel';
  for (const [place, name] of places) {
    const match = place.exec(url);
    if (match) return name(match);
  }
  return undefined;
}
