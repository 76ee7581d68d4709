import { z } from 'zod';

const id = z
  .string()
  .regex(/^(acc|con|lead)-\d+$/)
  .describe('Id of the record, such as "acc-1".');

/** One account, contact or lead of the sample CRM. */
export const crmRecordSchema = z.object({
  id,
  kind: z.enum(['account', 'contact', 'lead']).describe('What the record is.'),
  name: z.string().describe('Name of the company or person.'),
  status: z
    .enum(['new', 'open', 'qualified', 'customer', 'closed'])
    .describe('Where the relationship stands.'),
  owner: z.email().nullable().describe('Email address of the colleague who looks after it.'),
  accountId: id.nullable().describe('The account a contact or lead belongs to.'),
  email: z.email().nullable().describe('Where to write to.'),
  annualValue: z.number().min(0).describe('Expected value in a year, in euros.'),
  notes: z.string().describe('What colleagues wrote down.'),
});

/** One account, contact or lead of the sample CRM. */
export type CrmRecord = z.infer<typeof crmRecordSchema>;

const blank = { owner: null, accountId: null, email: null, annualValue: 0, notes: '' };

/** What the sample CRM holds when it starts. */
export const CRM_SAMPLE: readonly CrmRecord[] = [
  {
    ...blank,
    id: 'acc-1',
    kind: 'account',
    name: 'Sample Bakery',
    status: 'customer',
    owner: 'selma.sales@acme.example',
    annualValue: 48000,
  },
  {
    ...blank,
    id: 'acc-2',
    kind: 'account',
    name: 'Example Shipping',
    status: 'open',
    owner: 'max.member@acme.example',
    annualValue: 120000,
  },
  {
    ...blank,
    id: 'acc-3',
    kind: 'account',
    name: 'Placeholder Optics',
    status: 'qualified',
    annualValue: 76000,
  },
  {
    ...blank,
    id: 'con-1',
    kind: 'contact',
    name: 'Bea Baker',
    status: 'open',
    accountId: 'acc-1',
    email: 'bea@bakery.example',
  },
  {
    ...blank,
    id: 'con-2',
    kind: 'contact',
    name: 'Sam Shipper',
    status: 'open',
    accountId: 'acc-2',
    email: 'sam@shipping.example',
  },
  {
    ...blank,
    id: 'lead-1',
    kind: 'lead',
    name: 'Bakery: second oven line',
    status: 'new',
    accountId: 'acc-1',
    annualValue: 22000,
  },
  {
    ...blank,
    id: 'lead-2',
    kind: 'lead',
    name: 'Shipping: tracking portal',
    status: 'new',
    accountId: 'acc-2',
    annualValue: 64000,
    notes: 'Asked for a call before the end of the quarter.',
  },
  {
    ...blank,
    id: 'lead-3',
    kind: 'lead',
    name: 'Optics: pilot for one site',
    status: 'qualified',
    accountId: 'acc-3',
    annualValue: 15000,
    owner: 'selma.sales@acme.example',
  },
];
