import type { OutboundRequest, OutboundResponse } from './outbound-request.js';

type Fetch = typeof globalThis.fetch;

const methods = ['GET', 'POST', 'DELETE'] as const;
const withoutBody = new Set([204, 205, 304]);

/** A WHATWG fetch that sends through the given function; cancellation rejects with the signal's own reason. */
export function guardedFetch(send: (request: OutboundRequest) => Promise<OutboundResponse>): Fetch {
  return async (input, init) => {
    const request = await outboundRequest(input, init);
    try {
      const response = await send(request);
      return webResponse(request, response);
    } catch (error) {
      throw reasonOf(error, request.signal);
    }
  };
}

async function outboundRequest(...[input, init]: Parameters<Fetch>): Promise<OutboundRequest> {
  const base = input instanceof Request ? input : undefined;
  const headers = new Headers(init?.headers ?? base?.headers);
  const body = init?.body ?? base?.body ?? undefined;
  return {
    url: input instanceof Request ? input.url : input,
    method: methodOf(init?.method ?? base?.method ?? 'GET'),
    body: body === undefined || typeof body === 'string' ? body : await bytesOf(body, headers),
    headers: Object.fromEntries(headers),
    signal: init?.signal ?? base?.signal ?? undefined,
  };
}

/** Lets the platform turn forms, blobs and streams into bytes and name their type. */
async function bytesOf(
  body: ConstructorParameters<typeof Response>[0],
  headers: Headers,
): Promise<Uint8Array> {
  const wrapped = new Response(body);
  const type = wrapped.headers.get('content-type');
  if (type && !headers.has('content-type')) headers.set('content-type', type);
  return new Uint8Array(await wrapped.arrayBuffer());
}

function methodOf(name: string): OutboundRequest['method'] {
  const method = methods.find((known) => known === name.toUpperCase());
  if (!method)
    throw new TypeError(`The guarded client sends ${methods.join(', ')}; ${name} is not among them.`);
  return method;
}

function webResponse(
  { url, signal }: OutboundRequest,
  { status, headers, body }: OutboundResponse,
): Response {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  const bodiless = withoutBody.has(status);
  if (bodiless) body.destroy();
  const response = new Response(bodiless ? null : chunksOf(body, signal), { status, headers: list });
  // The constructor leaves it empty, and libraries resolve relative references against it.
  Object.defineProperty(response, 'url', { value: new URL(url).href });
  return response;
}

async function* chunksOf(body: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
  try {
    yield* body;
  } catch (error) {
    throw reasonOf(error, signal);
  }
}

function reasonOf(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted ? signal.reason : error;
}
