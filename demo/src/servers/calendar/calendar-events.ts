import { z } from 'zod';
import type { SampleOrganization } from '../sample-server.js';

/** One event of the sample calendar. */
export const calendarEventSchema = z.object({
  id: z
    .string()
    .regex(/^evt-\d+$/)
    .describe('Id of the event, such as "evt-1".'),
  title: z.string().describe('What it is about.'),
  start: z.iso.datetime().describe('When it begins, in UTC.'),
  end: z.iso.datetime().describe('When it ends, in UTC.'),
  location: z.string().describe('Where it takes place; empty when nowhere in particular.'),
  attendees: z.array(z.email()).describe('Who is invited.'),
  status: z.enum(['confirmed', 'cancelled']).describe('Whether it still takes place.'),
});

/** One event of the sample calendar. */
export type CalendarEvent = z.infer<typeof calendarEventSchema>;

function event(
  number: number,
  title: string,
  day: string,
  from: string,
  to: string,
  location: string,
  attendees: string[],
): CalendarEvent {
  return {
    id: `evt-${number}`,
    title,
    start: `${day}T${from}:00Z`,
    end: `${day}T${to}:00Z`,
    location,
    attendees,
    status: 'confirmed',
  };
}

/** What each organization's sample calendar holds when it starts. */
export const CALENDAR_SAMPLE: Record<SampleOrganization, readonly CalendarEvent[]> = {
  acme: [
    event(1, 'Weekly sales review', '2027-01-11', '09:00', '09:45', 'Room Harbour', [
      'selma.sales@acme.example',
      'ada.admin@acme.example',
    ]),
    event(2, 'Release planning', '2027-01-12', '13:00', '14:00', 'Room Lighthouse', [
      'dev.developer@acme.example',
      'max.member@acme.example',
    ]),
    event(3, 'Budget check-in', '2027-01-14', '10:00', '10:30', '', [
      'fia.finance@acme.example',
      'omar.owner@acme.example',
    ]),
  ],
  northfield: [
    event(1, 'Science department meeting', '2027-01-11', '14:30', '15:30', 'Room 204', [
      'tess.teacher@northfield.example',
      'uma.unit@northfield.example',
    ]),
    event(2, 'Parents evening', '2027-01-13', '17:00', '20:00', 'Main hall', [
      'olive.owner@northfield.example',
    ]),
    event(3, 'Chemistry lab, group B', '2027-01-15', '08:00', '09:30', 'Lab 1', [
      'tess.teacher@northfield.example',
    ]),
  ],
};
