import { z } from 'zod';
import { findEntry, indexById, matchesWords } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import { CHANGES, defineTool, READS } from '../tool.js';
import { CRM_SAMPLE, crmRecordSchema, type CrmRecord } from './crm-records.js';

const id = crmRecordSchema.shape.id;
const found = z.object({ record: crmRecordSchema.describe('The record as it is now.') });

/** Sales records: accounts, contacts and leads, with changes that last as long as the server runs. */
export function crmOfferings(): Offerings {
  const records = indexById(CRM_SAMPLE);
  const find = (recordId: string): CrmRecord =>
    findEntry(records, recordId, 'record', 'Look it up with search_records.');

  return {
    name: 'sample-crm',
    title: 'Sample CRM',
    instructions: 'Search before you change something; ids come from search_records.',
    tools: [
      defineTool({
        name: 'search_records',
        title: 'Search records',
        description:
          'Finds accounts, contacts and leads whose name, email address or notes contain all given words.',
        annotations: READS,
        inputSchema: z.strictObject({
          query: z.string().max(200).default('').describe('Words to look for; empty finds everything.'),
          kind: crmRecordSchema.shape.kind.optional().describe('Only records of this kind.'),
          limit: z.int().min(1).max(50).default(20).describe('How many records to return at most.'),
        }),
        outputSchema: z.object({
          total: z.int().describe('How many records match.'),
          records: z.array(crmRecordSchema).describe('The first of them.'),
        }),
        run({ query, kind, limit }) {
          const matches = [...records.values()].filter(
            (record) =>
              (!kind || record.kind === kind) &&
              matchesWords(query, record.name, record.email ?? '', record.notes),
          );
          return { total: matches.length, records: matches.slice(0, limit) };
        },
      }),
      defineTool({
        name: 'get_record',
        title: 'Get a record',
        description: 'Returns one account, contact or lead with all its fields.',
        annotations: READS,
        inputSchema: z.strictObject({ id }),
        outputSchema: found,
        run: (input) => ({ record: find(input.id) }),
      }),
      defineTool({
        name: 'update_record',
        title: 'Update a record',
        description: 'Overwrites the given fields of one record and leaves the others as they are.',
        annotations: CHANGES,
        inputSchema: z.strictObject({
          id,
          fields: z
            .strictObject({
              name: z.string().min(1).max(120).optional().describe('New name.'),
              status: crmRecordSchema.shape.status.optional().describe('New status.'),
              email: z.email().optional().describe('New email address.'),
              annualValue: z
                .number()
                .min(0)
                .max(10_000_000)
                .optional()
                .describe('New expected value, in euros.'),
              notes: z.string().max(2000).optional().describe('New notes; they replace the old ones.'),
            })
            .describe('The fields to overwrite.'),
        }),
        outputSchema: found,
        run: (input) => ({ record: Object.assign(find(input.id), input.fields) }),
      }),
      defineTool({
        name: 'assign_lead',
        title: 'Assign a lead',
        description: 'Makes a colleague the owner of a lead. A lead that was new becomes open.',
        annotations: CHANGES,
        inputSchema: z.strictObject({
          lead_id: z
            .string()
            .regex(/^lead-\d+$/)
            .describe('Id of the lead, such as "lead-1".'),
          owner: z.email().describe('Email address of the colleague who takes it.'),
        }),
        outputSchema: found,
        run({ lead_id, owner }) {
          const lead = find(lead_id);
          return {
            record: Object.assign(lead, { owner, status: lead.status === 'new' ? 'open' : lead.status }),
          };
        },
      }),
      defineTool({
        name: 'delete_record',
        title: 'Delete a record',
        description: 'Deletes a record for good. An account takes its contacts and leads with it.',
        annotations: CHANGES,
        inputSchema: z.strictObject({ id }),
        outputSchema: z.object({ deleted: z.array(id).describe('Ids of everything that is gone.') }),
        run(input) {
          find(input.id);
          const deleted = [...records.values()]
            .filter((record) => record.id === input.id || record.accountId === input.id)
            .map((record) => record.id);
          for (const recordId of deleted) records.delete(recordId);
          return { deleted };
        },
      }),
    ],
    resources: [
      {
        name: 'account',
        title: 'Account',
        description: 'One account with its contacts and leads.',
        uriTemplate: 'crm://accounts/{id}',
        list: () =>
          [...records.values()]
            .filter((record) => record.kind === 'account')
            .map((account) => ({ uri: `crm://accounts/${account.id}`, name: account.name })),
        read(accountId) {
          const account = records.get(accountId);
          if (account?.kind !== 'account') return undefined;
          return {
            account,
            related: [...records.values()].filter((record) => record.accountId === accountId),
          };
        },
      },
    ],
    prompts: [
      {
        name: 'summarize_account',
        title: 'Summarize an account',
        description: 'Asks for a short summary of one account before a conversation with it.',
        argsSchema: z.object({ account_id: z.string().describe('Id of the account, such as "acc-1".') }),
        text: ({ account_id }) =>
          `Read crm://accounts/${String(account_id)} and summarize the account in five sentences: who they are, ` +
          'what is open, who looks after it, what it is worth, and what should happen next. Change nothing.',
      },
    ],
  };
}
