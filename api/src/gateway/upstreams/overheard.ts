import type { Exchange } from '../../platform/mcp/upstream/target.js';

/** Hears what an upstream says before its answer, when its questions are answered, and when it has shown enough. */
export interface Heard {
  message(isQuestion: boolean): void;
  answered(): void;
  /** Somebody is given what the server said, and the server may be waiting for them to take it. */
  handing(): void;
  handed(): void;
  enough(): void;
}

/** The time was over while somebody was given what the server said, and did not take it. */
export class Unread extends Error {
  override readonly name = 'Unread';

  constructor(options: ErrorOptions) {
    super('What the server said was not taken in time.', options);
  }
}

/** The same exchange, of which somebody else hears too. */
export function overheard(exchange: Exchange, heard: Heard): Exchange {
  const { onMessage } = exchange;
  if (!onMessage) return exchange;
  return {
    ...exchange,
    onMessage: async (message) => {
      const isQuestion = Object.hasOwn(message, 'id');
      heard.message(isQuestion);
      if (isQuestion) return onMessage(message);
      heard.handing();
      await onMessage(message);
      heard.handed();
    },
  };
}
