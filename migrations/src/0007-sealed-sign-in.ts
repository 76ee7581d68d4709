import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What sign-ins keep to prove themselves to a provider is sealed from here on.
 *
 * Sign-ins under way begin anew, and sessions from before end at the provider without a hint: what stood here in the
 * clear is not carried along.
 */
export class SealedSignIn1700000000007 implements MigrationInterface {
  name = 'SealedSignIn1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from sign_ins;
      delete from locators where kind = 'sign_in';
      alter table sign_ins drop column code_verifier, add column code_verifier_sealed jsonb not null;
      alter table sessions drop column id_token_hint, add column id_token_hint_sealed jsonb;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from sign_ins;
      delete from locators where kind = 'sign_in';
      alter table sign_ins drop column code_verifier_sealed, add column code_verifier text not null;
      alter table sessions drop column id_token_hint_sealed, add column id_token_hint text;
    `);
  }
}
