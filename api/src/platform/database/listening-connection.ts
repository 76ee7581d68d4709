import pg from 'pg';

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
      keepAlive: true,
    });
    let lost = false;
    const lose = () => {
      if (!lost) onLost();
      lost = true;
    };
    client.on('notification', ({ channel, payload }) => onNotification(channel, payload ?? ''));
    client.on('error', lose);
    client.on('end', lose);
    await client.connect();
    await client.query(channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join(';'));
    return new ListeningConnection(client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
