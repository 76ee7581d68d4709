import { z } from 'zod';
import { findEntry, idCounter, indexById } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import { ADDS, CHANGES, defineTool, READS } from '../tool.js';
import { FINANCE_SCOPES } from './finance-scopes.js';
import { EXPENSE_SAMPLE, expenseSchema, INVOICE_SAMPLE, invoiceSchema, type Invoice } from './ledger.js';

const oneInvoice = z.object({ invoice: invoiceSchema.describe('The invoice as it is now.') });
const oneExpense = z.object({ expense: expenseSchema.describe('The claim as it is now.') });

/** Invoices that are drafted and then sent, and expense claims that are decided. */
export function financeOfferings(): Offerings {
  const invoices = indexById(INVOICE_SAMPLE);
  const expenses = indexById(EXPENSE_SAMPLE);
  const nextId = idCounter('INV-', 1000 + invoices.size);

  return {
    name: 'sample-finance',
    title: 'Sample finance',
    instructions: 'An invoice that was sent cannot be called back: let a person read the draft first.',
    tools: [
      defineTool({
        name: 'list_invoices',
        title: 'List invoices',
        description: 'Lists invoices, oldest first.',
        annotations: READS,
        scopes: ['finance.read'],
        inputSchema: z.strictObject({
          status: invoiceSchema.shape.status.optional().describe('Only invoices in this status.'),
        }),
        outputSchema: z.object({ invoices: z.array(invoiceSchema).describe('The invoices found.') }),
        run: ({ status }) => ({
          invoices: [...invoices.values()].filter((invoice) => !status || invoice.status === status),
        }),
      }),
      defineTool({
        name: 'draft_invoice',
        title: 'Draft an invoice',
        description: 'Writes an invoice that is not sent yet.',
        annotations: ADDS,
        scopes: FINANCE_SCOPES,
        inputSchema: z.strictObject({
          customer: z.string().min(1).max(120).describe('Who has to pay.'),
          email: z.email().describe('Where the invoice will be sent.'),
          amount: invoiceSchema.shape.amount,
          purpose: z.string().min(1).max(500).describe('What it is for.'),
        }),
        outputSchema: oneInvoice,
        run(input) {
          const invoice: Invoice = { id: nextId(), ...input, status: 'draft' };
          invoices.set(invoice.id, invoice);
          return { invoice };
        },
      }),
      defineTool({
        name: 'send_invoice',
        title: 'Send an invoice',
        description: 'Sends a drafted invoice to the customer. This cannot be undone.',
        annotations: { ...CHANGES, idempotentHint: false, openWorldHint: true },
        scopes: FINANCE_SCOPES,
        inputSchema: z.strictObject({ id: invoiceSchema.shape.id }),
        outputSchema: oneInvoice,
        run({ id }) {
          const invoice = findEntry(invoices, id, 'invoice', 'See list_invoices.');
          if (invoice.status !== 'draft') throw new Error(`${id} was sent already. Draft a new one instead.`);
          return { invoice: Object.assign(invoice, { status: 'sent' as const }) };
        },
      }),
      defineTool({
        name: 'list_expenses',
        title: 'List expense claims',
        description: 'Lists expense claims, oldest first.',
        annotations: READS,
        scopes: ['finance.read'],
        inputSchema: z.strictObject({
          status: expenseSchema.shape.status.optional().describe('Only claims in this status.'),
        }),
        outputSchema: z.object({ expenses: z.array(expenseSchema).describe('The claims found.') }),
        run: ({ status }) => ({
          expenses: [...expenses.values()].filter((expense) => !status || expense.status === status),
        }),
      }),
      defineTool({
        name: 'review_expense',
        title: 'Decide an expense claim',
        description: 'Approves or rejects an expense claim; a later decision replaces an earlier one.',
        annotations: CHANGES,
        scopes: FINANCE_SCOPES,
        inputSchema: z.strictObject({
          id: expenseSchema.shape.id,
          decision: z.enum(['approved', 'rejected']).describe('What is decided.'),
          note: z.string().max(500).default('').describe('Why, for the person who claimed it.'),
        }),
        outputSchema: oneExpense,
        run({ id, decision, note }) {
          const expense = findEntry(expenses, id, 'expense claim', 'See list_expenses.');
          return { expense: Object.assign(expense, { status: decision, note }) };
        },
      }),
    ],
  };
}
