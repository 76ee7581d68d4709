import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A limit of a tool belongs to the connector it names, by the database's own word.
 *
 * The application never wrote it otherwise. Should a row say otherwise all the same, this stops: which connector was
 * meant is for a person to say, and a limit must not disappear unseen.
 */
export class LimitsOfOwnTools1700000000013 implements MigrationInterface {
  name = 'LimitsOfOwnTools1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table offerings add constraint offerings_connector_key unique (organization_id, connector_id, id);
      alter table limit_settings
        drop constraint limit_settings_offering_fkey,
        add constraint limit_settings_offering_fkey foreign key (organization_id, connector_id, offering_id)
          references offerings (organization_id, connector_id, id) on delete cascade;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table limit_settings
        drop constraint limit_settings_offering_fkey,
        add constraint limit_settings_offering_fkey foreign key (organization_id, offering_id)
          references offerings (organization_id, id) on delete cascade;
      alter table offerings drop constraint offerings_connector_key;
    `);
  }
}
