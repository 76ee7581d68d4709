import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which token a token was made with, so that the two end together. Of tokens from before, it is not known. */
export class MadeWith1700000000006 implements MigrationInterface {
  name = 'MadeWith1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table tokens
        add column made_with uuid,
        add constraint tokens_made_with_fkey foreign key (organization_id, made_with)
          references tokens (organization_id, id);
      comment on column tokens.made_with is 'The token that this one was made with; null if made in the console.';
      create index tokens_made_with_idx on tokens (organization_id, made_with) where made_with is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tokens drop column made_with');
  }
}
