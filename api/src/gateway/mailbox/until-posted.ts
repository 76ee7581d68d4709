import { setTimeout as after } from 'node:timers/promises';

/** Posts until it is done, as long as somebody may wait for it: what was worked for is not lost with a connection. */
export async function untilPosted(
  post: () => Promise<void>,
  {
    signal,
    everyMs,
    onFailure,
  }: {
    readonly signal: AbortSignal;
    readonly everyMs: number;
    readonly onFailure: (error: unknown) => void;
  },
): Promise<void> {
  for (;;) {
    try {
      return await post();
    } catch (error) {
      if (signal.aborted) throw error;
      onFailure(error);
    }
    await after(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
