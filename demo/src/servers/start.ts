import { randomBytes } from 'node:crypto';
import { automationOfferings } from './automation/automation-offerings.js';
import { calendarOfferings } from './calendar/calendar-offerings.js';
import { codeOfferings } from './code/code-offerings.js';
import { crmOfferings } from './crm/crm-offerings.js';
import { financeOfferings } from './finance/finance-offerings.js';
import { requireToken } from './finance/require-token.js';
import { knowledgeOfferings } from './knowledge/knowledge-offerings.js';
import { requireKey } from './require-key.js';
import {
  startSampleServer,
  type SampleOrganization,
  type SampleServer,
  type SampleServerPlan,
  type SampleServerSlug,
} from './sample-server.js';
import { serveCurrent } from './serve-current.js';
import { serveEventStream } from './serve-event-stream.js';
import { serveSessions } from './serve-sessions.js';
import { ticketOfferings } from './tickets/ticket-offerings.js';

/** What may be decided about the sample servers; ports that are not given are free ones. */
export interface SampleServerOptions {
  readonly ports?: Partial<Record<SampleServerSlug | 'financeAuthorization', number>>;
  /** The key the code hosting server asks for; a new one is made when none is given. */
  readonly apiKey?: string;
}

type PlanMaker = (organization: SampleOrganization, options: SampleServerOptions) => SampleServerPlan;

const PLANS: Record<SampleServerSlug, PlanMaker> = {
  crm: () => ({
    slug: 'crm',
    offerings: crmOfferings(),
    transport: 'streamable-http',
    serve: (offerings, shelf) => serveCurrent(offerings, shelf, 'both'),
  }),
  calendar: (organization) => ({
    slug: 'calendar',
    offerings: calendarOfferings(organization),
    transport: 'streamable-http',
    serve: (offerings, shelf) => serveCurrent(offerings, shelf, 'modern'),
  }),
  code: (_organization, { apiKey }) => ({
    slug: 'code',
    offerings: codeOfferings(),
    transport: 'streamable-http',
    serve: serveSessions,
    protect: (endpoint) => requireKey(endpoint, 'X-Api-Key', apiKey ?? randomBytes(24).toString('base64url')),
  }),
  finance: (_organization, { ports }) => ({
    slug: 'finance',
    offerings: financeOfferings(),
    transport: 'streamable-http',
    serve: (offerings, shelf) => serveCurrent(offerings, shelf, 'both'),
    protect: (endpoint, url) => requireToken(endpoint, url, ports?.financeAuthorization ?? 0),
  }),
  tickets: (organization) => ({
    slug: 'tickets',
    offerings: ticketOfferings(organization),
    transport: 'streamable-http',
    serve: serveSessions,
  }),
  automation: () => ({
    slug: 'automation',
    offerings: automationOfferings(),
    transport: 'http-sse',
    serve: serveEventStream,
  }),
  knowledge: (organization) => ({
    slug: 'knowledge',
    offerings: knowledgeOfferings(organization),
    transport: 'streamable-http',
    serve: (offerings, shelf) => serveCurrent(offerings, shelf, 'modern'),
  }),
};

const SLUGS: Record<SampleOrganization, readonly SampleServerSlug[]> = {
  acme: ['crm', 'calendar', 'code', 'finance', 'tickets', 'automation', 'knowledge'],
  northfield: ['calendar', 'tickets', 'knowledge'],
};

/** The running sample servers of one organization. */
export interface SampleServers {
  readonly all: readonly SampleServer[];
  /** The server of this name; Northfield has only calendar, tickets and knowledge. */
  get(slug: SampleServerSlug): SampleServer;
  close(): Promise<void>;
}

/** Starts the sample servers of one organization, each with state of its own. */
export async function startSampleServers(
  organization: SampleOrganization = 'acme',
  options: SampleServerOptions = {},
): Promise<SampleServers> {
  const servers = new Map<SampleServerSlug, SampleServer>();
  const close = async () => void (await Promise.all([...servers.values()].map((server) => server.close())));
  try {
    for (const slug of SLUGS[organization]) {
      servers.set(slug, await startSampleServer(PLANS[slug](organization, options), options.ports?.[slug]));
    }
  } catch (error) {
    await close();
    throw error;
  }

  return {
    all: [...servers.values()],
    get(slug) {
      const server = servers.get(slug);
      if (!server) throw new Error(`${organization} has no sample server "${slug}".`);
      return server;
    },
    close,
  };
}
