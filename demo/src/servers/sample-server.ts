import { listenOnLoopback, type HttpHandler } from '../http/listen.js';
import { ToolShelf, type Offerings } from './offerings.js';
import type { McpEndpoint } from './serve-current.js';
import type { SampleTool } from './tool.js';

/** An organization of the evaluation environment; each has servers with data of its own. */
export type SampleOrganization = 'acme' | 'northfield';

/** The name of a sample server, also the slug of its connector. */
export type SampleServerSlug =
  'crm' | 'calendar' | 'code' | 'finance' | 'tickets' | 'automation' | 'knowledge';

/** How a sample server is reached. */
export type SampleTransport = 'streamable-http' | 'http-sse';

/** What a sample server asks of its callers. */
export type SampleAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'header'; readonly header: string; readonly value: string }
  | { readonly kind: 'oauth'; readonly issuer: string; readonly scopes: readonly string[] };

/** A running sample server, and the ways to make it drift. */
export interface SampleServer {
  readonly slug: SampleServerSlug;
  readonly name: string;
  readonly url: string;
  readonly transport: SampleTransport;
  readonly auth: SampleAuth;
  /** Offers one more tool from now on. */
  addTool(tool: SampleTool): void;
  /** Changes what a tool says of itself, or what it does. */
  changeTool(name: string, patch: Partial<Omit<SampleTool, 'name'>>): void;
  /** Stops offering a tool. */
  removeTool(name: string): void;
  close(): Promise<void>;
}

/** What sets one sample server apart from another. */
export interface SampleServerPlan {
  readonly slug: SampleServerSlug;
  readonly offerings: Offerings;
  readonly transport: SampleTransport;
  readonly serve: (offerings: Offerings, shelf: ToolShelf) => McpEndpoint;
  /** Puts a check in front of the endpoint, and says what it asks for. */
  readonly protect?: (endpoint: McpEndpoint, url: string) => Protection | Promise<Protection>;
}

/** An endpoint with a check in front of it. */
export interface Protection {
  readonly auth: SampleAuth;
  readonly handler: HttpHandler;
  close?(): Promise<void>;
}

/** Starts one sample server on a loopback port (0 takes a free one). */
export async function startSampleServer(plan: SampleServerPlan, port = 0): Promise<SampleServer> {
  const shelf = new ToolShelf(plan.offerings.tools);
  const endpoint = plan.serve(plan.offerings, shelf);
  const path = plan.transport === 'http-sse' ? '/sse' : '/mcp';
  let protection: Protection = { auth: { kind: 'none' }, handler: endpoint.handle };

  const listener = await listenOnLoopback(async (origin) => {
    if (plan.protect) protection = await plan.protect(endpoint, origin + path);
    return protection.handler;
  }, port);

  return {
    slug: plan.slug,
    name: plan.offerings.title,
    url: listener.origin + path,
    transport: plan.transport,
    auth: protection.auth,
    addTool: (tool) => shelf.add(tool),
    changeTool: (name, patch) => shelf.change(name, patch),
    removeTool: (name) => shelf.remove(name),
    async close() {
      await endpoint.close();
      await protection.close?.();
      await listener.close();
    },
  };
}
