import type { JsonObject } from '../json/json-value.js';
import type { JsonRpcNotification, JsonRpcRequest } from '../jsonrpc.js';
import type { Era } from '../revisions/revisions.js';

/** How messages travel. */
export type UpstreamTransport = 'streamable-http' | 'http-sse';

/** Where an upstream server is and what opens its door. */
export interface UpstreamTarget {
  readonly url: string;
  readonly transport: UpstreamTransport;
  /** The credential. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a probe found out about a server. A server may change its era: a verdict has a date. */
export interface EraVerdict {
  readonly era: Era;
  readonly revision: string;
  readonly transport: UpstreamTransport;
  /** Self-reported: for display, never for decisions. */
  readonly serverInfo: { readonly name?: string; readonly version?: string; readonly title?: string };
  readonly capabilities: JsonObject;
  readonly instructions?: string;
  /** ISO 8601. */
  readonly checkedAt: string;
}

/** One request to an upstream server and what it may cost. */
export interface Exchange {
  readonly message: JsonRpcRequest;
  /** Gets progress, log notifications and (legacy) server requests that arrive for this request before its answer. */
  readonly onMessage?: (message: JsonRpcNotification | JsonRpcRequest) => void | Promise<void>;
  /** Hears the HTTP status of the answer: it says of a refusal whether anything was carried out. */
  readonly onStatus?: (status: number) => void;
  /** Hears that the server has closed the stream, to be asked again after so many milliseconds for the rest. */
  readonly onPolling?: (retryMs: number) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds to the end of the answer, whatever progress says; 60 s unless told. */
  readonly timeoutMs?: number;
  /** Bytes of the answer; 8 MB unless told. */
  readonly maxBytes?: number;
  /** Hears how many bytes of the answer came, before they are kept. */
  readonly onBytes?: (bytes: number) => void;
  /** Levels of nesting of the answer; 64 unless told. A session keeps that of the exchange that opened it. */
  readonly maxDepth?: number;
  /** W3C trace context for its headers. */
  readonly trace?: Readonly<Record<string, string>>;
  /** The tool's input schema, for the parameters that its server wants mirrored into headers. */
  readonly inputSchema?: JsonObject;
  /** Who calls, as the caller says; Castellan itself unless told. */
  readonly clientInfo?: JsonObject;
  /**
   * What the caller can do. A legacy session keeps those of the exchange that opened it: callers that can do different
   * things need different session keys.
   */
  readonly clientCapabilities?: JsonObject;
  /** The least severe log messages that the caller wants of a legacy session; hears why a server was not told. */
  readonly logging?: { readonly level: string; readonly onUntold: (why: object) => void };
  /** Whose legacy session to use; never shared between callers. */
  readonly sessionKey: string;
}

/** One visible step of a probe or a scan. */
export interface UpstreamStep {
  readonly name: 'address' | 'connect' | 'protocol' | 'tools' | 'resources' | 'prompts' | 'check';
  readonly status: 'running' | 'done' | 'failed';
  /** A fact about the step in a few words. */
  readonly detail?: string;
}

/** Hears about progress. */
export type OnStep = (step: UpstreamStep) => void;

export const DEFAULT_TIMEOUT_MS = 60_000;
export const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
