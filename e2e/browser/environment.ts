/** What the journeys run against: handed from the process that starts it to those that run tests. */
export interface JourneyEnvironment {
  /** Where Castellan answers. */
  readonly url: string;
  /** The program of the browser. */
  readonly chromium: string;
}

const VARIABLES = { url: 'CASTELLAN_JOURNEYS_URL', chromium: 'CASTELLAN_JOURNEYS_CHROMIUM' } as const;

/** Tells the processes that are started from now on. */
export function announce({ url, chromium }: JourneyEnvironment): void {
  process.env[VARIABLES.url] = url;
  process.env[VARIABLES.chromium] = chromium;
}

/** What was announced. */
export function journeyEnvironment(): JourneyEnvironment {
  return { url: read(VARIABLES.url), chromium: read(VARIABLES.chromium) };
}

function read(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`${variable} is not set: journeys run only with the global setup of playwright.config.ts.`);
}
