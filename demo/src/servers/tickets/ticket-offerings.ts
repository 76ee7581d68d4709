import { z } from 'zod';
import { findEntry, idCounter, indexById, matchesWords } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import type { SampleOrganization } from '../sample-server.js';
import { ADDS, CHANGES, defineTool, READS } from '../tool.js';
import { TICKET_SAMPLE, ticketSchema, TRANSITIONS, type Ticket } from './tickets.js';

const { id, status, priority } = ticketSchema.shape;
const one = z.object({ ticket: ticketSchema.describe('The ticket as it is now.') });
const title = z.string().min(3).max(120).describe('What is wrong or wanted, in one line.');
const description = z.string().max(4000).describe('The whole story.');

/** A help desk: tickets can be read, opened, changed and moved along. */
export function ticketOfferings(organization: SampleOrganization): Offerings {
  const tickets = indexById(TICKET_SAMPLE[organization]);
  const nextId = idCounter('T-', 100 + tickets.size);
  const find = (ticketId: string): Ticket =>
    findEntry(tickets, ticketId, 'ticket', 'Look it up with search_tickets.');

  return {
    name: 'sample-tickets',
    title: 'Sample tickets',
    instructions: 'Use transition_ticket to move a ticket along; update_ticket changes everything else.',
    tools: [
      defineTool({
        name: 'search_tickets',
        title: 'Search tickets',
        description: 'Finds tickets whose title or description contain all given words.',
        annotations: READS,
        inputSchema: z.strictObject({
          query: z.string().max(200).default('').describe('Words to look for; empty finds every ticket.'),
          status: status.optional().describe('Only tickets in this status.'),
          assignee: z.email().optional().describe('Only tickets this person works on.'),
        }),
        outputSchema: z.object({
          tickets: z.array(ticketSchema).describe('The tickets found, oldest first.'),
        }),
        run: (input) => ({
          tickets: [...tickets.values()].filter(
            (ticket) =>
              (!input.status || ticket.status === input.status) &&
              (!input.assignee || ticket.assignee === input.assignee) &&
              matchesWords(input.query, ticket.title, ticket.description),
          ),
        }),
      }),
      defineTool({
        name: 'get_ticket',
        title: 'Get a ticket',
        description: 'Returns one ticket with its comments.',
        annotations: READS,
        inputSchema: z.strictObject({ id }),
        outputSchema: one,
        run: (input) => ({ ticket: find(input.id) }),
      }),
      defineTool({
        name: 'create_ticket',
        title: 'Create a ticket',
        description: 'Opens a new ticket that nobody works on yet.',
        annotations: ADDS,
        inputSchema: z.strictObject({
          title,
          description: description.default(''),
          priority: priority.default('normal').describe('How soon it must be solved.'),
        }),
        outputSchema: one,
        run(input) {
          const ticket: Ticket = { id: nextId(), ...input, status: 'open', assignee: null, comments: [] };
          tickets.set(ticket.id, ticket);
          return { ticket };
        },
      }),
      defineTool({
        name: 'update_ticket',
        title: 'Update a ticket',
        description:
          'Overwrites title, description, priority or assignee of a ticket, and may add a comment.',
        annotations: { ...CHANGES, idempotentHint: false },
        inputSchema: z.strictObject({
          id,
          title: title.optional(),
          description: description.optional(),
          priority: priority.optional().describe('New priority.'),
          assignee: z.email().optional().describe('Email address of who works on it from now on.'),
          comment: z.string().min(1).max(2000).optional().describe('A comment to add.'),
        }),
        outputSchema: one,
        run({ id: ticketId, comment, ...fields }) {
          const ticket = Object.assign(find(ticketId), fields);
          if (comment) ticket.comments.push({ author: 'Connector', text: comment });
          return { ticket };
        },
      }),
      defineTool({
        name: 'transition_ticket',
        title: 'Move a ticket along',
        description:
          'Moves a ticket to another status: open, in_progress, waiting, resolved or closed. A closed ticket stays closed.',
        annotations: CHANGES,
        inputSchema: z.strictObject({ id, to: status.describe('The status to move to.') }),
        outputSchema: one,
        run({ id: ticketId, to }) {
          const ticket = find(ticketId);
          const possible = TRANSITIONS[ticket.status];
          if (to !== ticket.status && !possible.includes(to)) {
            throw new Error(
              `A ticket that is ${ticket.status} cannot become ${to}; possible: ${possible.join(', ') || 'nothing more'}.`,
            );
          }
          return { ticket: Object.assign(ticket, { status: to }) };
        },
      }),
    ],
    resources: [
      {
        name: 'ticket',
        title: 'Ticket',
        description: 'One ticket with its comments.',
        uriTemplate: 'tickets://{id}',
        list: () =>
          [...tickets.values()].map((ticket) => ({ uri: `tickets://${ticket.id}`, name: ticket.title })),
        read: (ticketId) => tickets.get(ticketId),
      },
    ],
  };
}
