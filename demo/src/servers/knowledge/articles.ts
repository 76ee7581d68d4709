import type { SampleOrganization } from '../sample-server.js';

/** One article of the sample knowledge base. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly metadata: Record<string, string>;
}

function article(host: string, id: string, title: string, department: string, text: string): Article {
  return { id, title, text, url: `https://${host}/articles/${id}`, metadata: { department } };
}

const ACME = 'knowledge.acme.example';
const NORTHFIELD = 'knowledge.northfield.example';

/** What each organization's sample knowledge base holds. */
export const ARTICLE_SAMPLE: Record<SampleOrganization, readonly Article[]> = {
  acme: [
    article(
      ACME,
      'expenses',
      'How to hand in expenses',
      'Finance',
      'Hand in receipts within 30 days. Amounts above 500 euros need the approval of your lead. Travel is booked by the office.',
    ),
    article(
      ACME,
      'onboarding',
      'The first week of a new colleague',
      'People',
      'On the first day there is a laptop, a badge and a person to ask. By the end of the week every account works.',
    ),
    article(
      ACME,
      'discounts',
      'Which discounts sales may give',
      'Sales',
      'Up to 10 percent without asking, up to 20 percent with the approval of the head of sales. Never on support contracts.',
    ),
    article(
      ACME,
      'release-checklist',
      'Checklist before a release',
      'Engineering',
      'Checks are green, the change log is written, the rollback was tried, and somebody is on call.',
    ),
  ],
  northfield: [
    article(
      NORTHFIELD,
      'field-trips',
      'Planning a field trip',
      'Office',
      'Ask for consent at least two weeks ahead. Each group of ten needs one adult. Leave the list of names at the office.',
    ),
    article(
      NORTHFIELD,
      'lab-safety',
      'Safety in the laboratory',
      'Science',
      'Goggles stay on from the first to the last minute. Nobody works alone. Spills are reported at once.',
    ),
    article(
      NORTHFIELD,
      'library-hours',
      'When the library is open',
      'Library',
      'On school days from 8 to 17 o clock, during exams until 20 o clock. Loans last four weeks.',
    ),
  ],
};
