import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the aggregated address needs: sessions that belong to no single connector, and texts to search tools by.
 *
 * There is no index on the texts. Row-level security keeps an operator that is not leakproof, as `@@` is, out of index
 * conditions, so none would ever be used; an organization's contracts are found by their key and matched one by one.
 */
export class AggregatedAddress1700000000010 implements MigrationInterface {
  name = 'AggregatedAddress1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table gateway_sessions alter column connector_id drop not null;
      comment on column gateway_sessions.connector_id is 'Null at the organization''s aggregated address.';

      create function castellan_tool_words(kind text, definition jsonb) returns tsvector
        language sql immutable parallel safe
        return case when kind = 'tool' then
          setweight(to_tsvector('english'::regconfig,
            regexp_replace(coalesce(definition ->> 'name', ''), '([a-z0-9])([A-Z])', '\\1 \\2', 'g')), 'A')
          || setweight(to_tsvector('english'::regconfig, left(coalesce(definition ->> 'title', ''), 1000)), 'A')
          || setweight(to_tsvector('english'::regconfig, left(coalesce(definition ->> 'description', ''), 20000)), 'C')
        else ''::tsvector end;
      comment on function castellan_tool_words(text, jsonb) is
        'What a tool is found by: its name and title, then its description.';
      alter table contracts add column search tsvector
        generated always as (castellan_tool_words(kind, definition)) stored;
      comment on column contracts.search is 'What a tool is found by.';

      create function castellan_connector_words(name text, slug text) returns tsvector
        language sql immutable parallel safe
        return setweight(to_tsvector('english'::regconfig, name || ' ' || replace(slug, '-', ' ')), 'B');
      comment on function castellan_connector_words(text, text) is
        'What a connector''s tools are found by beside their own words.';
      alter table connectors add column search tsvector
        generated always as (castellan_connector_words(name, slug)) stored;
      comment on column connectors.search is 'What its tools are found by beside their own words.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table connectors drop column search;
      alter table contracts drop column search;
      drop function castellan_connector_words(text, text), castellan_tool_words(text, jsonb);
      delete from gateway_sessions where connector_id is null;
      alter table gateway_sessions alter column connector_id set not null;
    `);
  }
}
