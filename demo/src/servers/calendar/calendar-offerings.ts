import { z } from 'zod';
import { findEntry, idCounter, indexById } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import type { SampleOrganization } from '../sample-server.js';
import { ADDS, CHANGES, defineTool, READS } from '../tool.js';
import { CALENDAR_SAMPLE, calendarEventSchema } from './calendar-events.js';

const moment = z.iso.datetime();
const one = z.object({ event: calendarEventSchema.describe('The event as it is now.') });

/** A shared calendar: events can be read, added and called off. */
export function calendarOfferings(organization: SampleOrganization): Offerings {
  const events = indexById(CALENDAR_SAMPLE[organization]);
  const nextId = idCounter('evt-', events.size);

  return {
    name: 'sample-calendar',
    title: 'Sample calendar',
    instructions: 'All times are in UTC, such as 2027-01-11T09:00:00Z.',
    tools: [
      defineTool({
        name: 'calendar.list_events',
        title: 'List events',
        description: 'Lists the events of a period in the order they begin, cancelled ones included.',
        annotations: READS,
        inputSchema: z.strictObject({
          from: moment.optional().describe('Only events that end after this moment.'),
          to: moment.optional().describe('Only events that begin before this moment.'),
          attendee: z.email().optional().describe('Only events this person is invited to.'),
        }),
        outputSchema: z.object({ events: z.array(calendarEventSchema).describe('The events found.') }),
        run({ from, to, attendee }) {
          const listed = [...events.values()].filter(
            (event) =>
              (!from || Date.parse(event.end) > Date.parse(from)) &&
              (!to || Date.parse(event.start) < Date.parse(to)) &&
              (!attendee || event.attendees.includes(attendee)),
          );
          return { events: listed.sort((a, b) => Date.parse(a.start) - Date.parse(b.start)) };
        },
      }),
      defineTool({
        name: 'calendar.create_event',
        title: 'Create an event',
        description: 'Adds an event and invites the given people.',
        annotations: { ...ADDS, openWorldHint: true },
        inputSchema: z.strictObject({
          title: z.string().min(1).max(120).describe('What it is about.'),
          start: moment.describe('When it begins, in UTC.'),
          end: moment.describe('When it ends, in UTC; after the beginning.'),
          location: z.string().max(120).default('').describe('Where it takes place.'),
          attendees: z.array(z.email()).max(50).default([]).describe('Who is invited.'),
        }),
        outputSchema: one,
        run(input) {
          if (Date.parse(input.end) <= Date.parse(input.start)) {
            throw new Error(
              'The event would end before it begins. Give an end that is later than the start.',
            );
          }
          const event = { id: nextId(), ...input, status: 'confirmed' as const };
          events.set(event.id, event);
          return { event };
        },
      }),
      defineTool({
        name: 'calendar.cancel_event',
        title: 'Cancel an event',
        description: 'Calls an event off and tells everyone who was invited.',
        annotations: { ...CHANGES, openWorldHint: true },
        inputSchema: z.strictObject({
          id: calendarEventSchema.shape.id,
          reason: z.string().max(500).default('').describe('What the people invited are told.'),
        }),
        outputSchema: one,
        run(input) {
          const event = findEntry(events, input.id, 'event', 'Look it up with calendar.list_events.');
          return { event: Object.assign(event, { status: 'cancelled' as const }) };
        },
      }),
    ],
  };
}
