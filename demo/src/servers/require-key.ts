import { createHash, timingSafeEqual } from 'node:crypto';
import { sendJson } from '../http/listen.js';
import type { Protection } from './sample-server.js';
import type { McpEndpoint } from './serve-current.js';

/** Lets only requests through that carry the given key in the given header. */
export function requireKey(endpoint: McpEndpoint, header: string, value: string): Protection {
  const expected = digest(value);
  return {
    auth: { kind: 'header', header, value },
    async handler(request, response) {
      const given = request.headers[header.toLowerCase()];
      if (typeof given === 'string' && timingSafeEqual(digest(given), expected)) {
        return endpoint.handle(request, response);
      }
      sendJson(response, 401, { error: `Send your key in the header ${header}.` });
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
