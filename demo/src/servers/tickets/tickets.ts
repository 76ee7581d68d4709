import { z } from 'zod';
import type { SampleOrganization } from '../sample-server.js';

/** One comment below a ticket. */
export const commentSchema = z.object({
  author: z.string().describe('Who wrote it.'),
  text: z.string().describe('What it says.'),
});

/** One ticket of the sample help desk. */
export const ticketSchema = z.object({
  id: z
    .string()
    .regex(/^T-\d+$/)
    .describe('Id of the ticket, such as "T-101".'),
  title: z.string().describe('What is wrong or wanted, in one line.'),
  description: z.string().describe('The whole story.'),
  status: z.enum(['open', 'in_progress', 'waiting', 'resolved', 'closed']).describe('How far it has come.'),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).describe('How soon it must be solved.'),
  assignee: z.email().nullable().describe('Email address of who works on it.'),
  comments: z.array(commentSchema).describe('What was said about it, oldest first.'),
});

/** One ticket of the sample help desk. */
export type Ticket = z.infer<typeof ticketSchema>;

/** Which status may follow which. */
export const TRANSITIONS: Record<Ticket['status'], readonly Ticket['status'][]> = {
  open: ['in_progress', 'closed'],
  in_progress: ['waiting', 'resolved', 'open'],
  waiting: ['in_progress', 'resolved'],
  resolved: ['closed', 'in_progress'],
  closed: [],
};

const blank = { status: 'open', priority: 'normal', assignee: null, comments: [] } satisfies Partial<Ticket>;

/** What each organization's sample help desk holds when it starts. */
export const TICKET_SAMPLE: Record<SampleOrganization, readonly Ticket[]> = {
  acme: [
    {
      ...blank,
      id: 'T-101',
      title: 'Printer on floor 2 jams',
      description: 'Every second page of a double-sided print.',
    },
    {
      ...blank,
      id: 'T-102',
      title: 'No access to the shared drive',
      description: 'The sales drive asks for a password since this morning.',
      priority: 'high',
      assignee: 'dev.developer@acme.example',
    },
    {
      ...blank,
      id: 'T-103',
      title: 'Laptop for a new colleague',
      description: 'Starts on the first of the month, needs the standard set.',
      status: 'in_progress',
      assignee: 'ada.admin@acme.example',
      comments: [{ author: 'Ada Admin', text: 'Ordered.' }],
    },
    {
      ...blank,
      id: 'T-104',
      title: 'Invoice export shows wrong totals',
      description: 'Totals are off by the tax of the last line.',
      priority: 'urgent',
    },
  ],
  northfield: [
    {
      ...blank,
      id: 'T-101',
      title: 'Projector in room 204 stays dark',
      description: 'The lamp was replaced last term.',
      assignee: 'ian.it@northfield.example',
    },
    {
      ...blank,
      id: 'T-102',
      title: 'Student cannot sign in to the library',
      description: 'Password reset did not help.',
      priority: 'high',
    },
    {
      ...blank,
      id: 'T-103',
      title: 'More licences for the drawing program',
      description: 'Fourteen more for the art course.',
      status: 'waiting',
    },
  ],
};
