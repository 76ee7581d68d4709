import pg from 'pg';

/** Throws unless a commit of this server waits for its disk: anything else would measure something else. */
export async function assertDurable(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const setting of ['fsync', 'synchronous_commit']) {
      const { rows } = await client.query<Record<string, string>>(`show ${setting}`);
      const value = rows[0]?.[setting];
      if (value === 'on') continue;
      throw new Error(
        `The database server has ${setting} = ${value}, so an audit trail that is written quickly proves nothing. ` +
          `Switch it on (alter system set ${setting} = on; select pg_reload_conf()), and measure again.`,
      );
    }
    const { rowCount } = await client.query(
      `select from pg_db_role_setting, unnest(setconfig) as set where set ~ '^(fsync|synchronous_commit)='`,
    );
    if (rowCount)
      throw new Error('A login or database of this server has a synchronous_commit of its own. Reset it.');
  } finally {
    await client.end();
  }
}
