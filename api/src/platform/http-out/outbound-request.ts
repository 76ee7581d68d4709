/** One request to an address that somebody else may have chosen. */
export interface OutboundRequest {
  url: string | URL;
  method: 'GET' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** Milliseconds until the response headers, queueing and connecting included; 30 s unless told. */
  headersTimeoutMs?: number;
  /** Milliseconds of silence in the body; 0 for streams. 30 s unless told, none for event streams. */
  bodyTimeoutMs?: number;
  /** Milliseconds from headers to the end of the body; 2 min unless told, none where silence is unlimited. */
  wholeBodyTimeoutMs?: number;
  /** Bytes of the body; 8 MB unless told. Streams count too: `Infinity` for those that are read piece by piece. */
  maxResponseBytes?: number;
  /** Hears how many bytes of the body came, before they are kept: it may abort the request. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** A response whose headers passed; its body must be read or destroyed, else it holds its connection. */
export interface OutboundResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array> & { destroy(error?: Error): void };
  /** The whole body, up to the limit. */
  bytes(): Promise<Buffer>;
  /** The whole body as UTF-8 text, up to the limit. */
  text(): Promise<string>;
}
