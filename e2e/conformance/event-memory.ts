import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

interface StoredEvent {
  readonly stream: string;
  readonly message: JSONRPCMessage;
}

/** Remembers the events of one session, so that a client that lost a stream can resume it. */
export class EventMemory implements EventStore {
  private readonly events: StoredEvent[] = [];

  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    this.events.push({ stream, message });
    return Promise.resolve(String(this.events.length - 1));
  }

  getStreamIdForEventId(id: string): Promise<string | undefined> {
    return Promise.resolve(this.events[Number(id)]?.stream);
  }

  async replayEventsAfter(
    lastId: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const last = this.events[Number(lastId)];
    if (!last) throw new Error(`There is no event ${lastId} in this session.`);
    for (const [index, event] of this.events.entries()) {
      const isMissed = index > Number(lastId) && event.stream === last.stream;
      // The event that only opens a stream carries no message, and the client has opened it already.
      if (isMissed && 'jsonrpc' in event.message) await send(String(index), event.message);
    }
    return last.stream;
  }
}
