import { setTimeout as pause } from 'node:timers/promises';

const SERVED_WITHIN_MS = 10_000;

/** Waits until the gateway serves an address: a publication reaches it a moment after it was answered. */
export async function untilServed(url: string, token: string): Promise<void> {
  for (const until = Date.now() + SERVED_WITHIN_MS; Date.now() < until; await pause(50)) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    // A connector that is not there (yet) is not found; one that is asks for a session.
    if (response.status !== 404) return;
  }
  throw new Error(`The gateway does not serve ${url}.`);
}
