import { z } from 'zod';

const amount = z.number().min(0.01).max(1_000_000);

/** One invoice of the sample finance system. */
export const invoiceSchema = z.object({
  id: z
    .string()
    .regex(/^INV-\d+$/)
    .describe('Id of the invoice, such as "INV-1001".'),
  customer: z.string().describe('Who has to pay.'),
  email: z.email().describe('Where the invoice is sent.'),
  amount: amount.describe('Amount in euros.'),
  purpose: z.string().describe('What it is for.'),
  status: z.enum(['draft', 'sent', 'paid']).describe('How far it has come.'),
});

/** One expense claim of the sample finance system. */
export const expenseSchema = z.object({
  id: z
    .string()
    .regex(/^EXP-\d+$/)
    .describe('Id of the claim, such as "EXP-201".'),
  claimant: z.string().describe('Who paid and wants the money back.'),
  amount: amount.describe('Amount in euros.'),
  purpose: z.string().describe('What it was spent on.'),
  status: z.enum(['submitted', 'approved', 'rejected']).describe('What was decided.'),
  note: z.string().describe('Why it was decided so; empty while it is open.'),
});

export type Invoice = z.infer<typeof invoiceSchema>;
export type Expense = z.infer<typeof expenseSchema>;

/** The invoices there are when the sample finance system starts. */
export const INVOICE_SAMPLE: readonly Invoice[] = [
  {
    id: 'INV-1001',
    customer: 'Sample Bakery',
    email: 'office@bakery.example',
    amount: 1250,
    purpose: 'Support, January',
    status: 'paid',
  },
  {
    id: 'INV-1002',
    customer: 'Example Shipping',
    email: 'billing@shipping.example',
    amount: 8400,
    purpose: 'Project, first part',
    status: 'sent',
  },
  {
    id: 'INV-1003',
    customer: 'Placeholder Optics',
    email: 'hello@optics.example',
    amount: 990,
    purpose: 'Workshop',
    status: 'draft',
  },
];

/** The expense claims there are when the sample finance system starts. */
export const EXPENSE_SAMPLE: readonly Expense[] = [
  {
    id: 'EXP-201',
    claimant: 'Max Member',
    amount: 86.4,
    purpose: 'Train to a customer',
    status: 'submitted',
    note: '',
  },
  {
    id: 'EXP-202',
    claimant: 'Erik Engineer',
    amount: 640,
    purpose: 'Conference ticket',
    status: 'submitted',
    note: '',
  },
  {
    id: 'EXP-203',
    claimant: 'Selma Sales',
    amount: 31.2,
    purpose: 'Lunch with a customer',
    status: 'approved',
    note: 'Within the limit.',
  },
];
