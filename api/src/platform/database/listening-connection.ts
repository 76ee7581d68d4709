import pg from 'pg';
import { keptAlive, longestSilenceMs } from './silence.js';

/** One connection that LISTENs. Ends are reported once; the owner decides whether to open another. */
export class ListeningConnection {
  private constructor(private readonly client: pg.Client) {}

  static async open(
    url: string,
    channels: readonly string[],
    onNotification: (channel: string, payload: string) => void,
    onLost: () => void,
  ): Promise<ListeningConnection> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'castellan-notifications',
      ...keptAlive,
      connectionTimeoutMillis: longestSilenceMs,
      query_timeout: longestSilenceMs,
    });
    // What was never open is not lost: its owner hears of it by the failure.
    let isOpen = false;
    const lose = () => {
      if (isOpen) onLost();
      isOpen = false;
    };
    client.on('notification', ({ channel, payload }) => onNotification(channel, payload ?? ''));
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.connect();
      await client.query(channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join(';'));
    } catch (error) {
      void client.end();
      throw error;
    }
    isOpen = true;
    return new ListeningConnection(client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
