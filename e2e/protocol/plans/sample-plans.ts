import type { ServerPlan } from './server-plan.js';

/** Every sample server but finance: it is behind OAuth, and a connector has no way yet to sign in there. */
export const samplePlans: readonly ServerPlan[] = [
  {
    slug: 'crm',
    era: 'modern',
    tools: {
      allow: ['get_record', 'search_records', 'update_record'],
      block: ['delete_record'],
      unreviewed: ['assign_lead'],
    },
    read: { name: 'search_records', arguments: { query: 'bakery', limit: 2 } },
    structured: true,
    blocked: { name: 'delete_record', arguments: { id: 'acc-1' } },
    write: {
      change: (notes) => ({ name: 'update_record', arguments: { id: 'acc-1', fields: { notes } } }),
      look: () => ({ name: 'get_record', arguments: { id: 'acc-1' } }),
    },
    failure: { name: 'get_record', arguments: { id: 'acc-999' } },
    resource: 'crm://accounts/acc-2',
    prompt: { name: 'summarize_account', arguments: { account_id: 'acc-1' } },
  },
  {
    slug: 'calendar',
    era: 'modern',
    tools: { allow: ['calendar.create_event', 'calendar.list_events'], block: ['calendar.cancel_event'] },
    read: { name: 'calendar.list_events', arguments: {} },
    structured: true,
    blocked: { name: 'calendar.cancel_event', arguments: { id: 'evt-1' } },
    write: {
      change: (title) => ({
        name: 'calendar.create_event',
        arguments: { title, start: '2027-06-01T09:00:00Z', end: '2027-06-01T10:00:00Z' },
      }),
      look: () => ({ name: 'calendar.list_events', arguments: { from: '2027-06-01T00:00:00Z' } }),
    },
  },
  {
    slug: 'code',
    era: 'legacy',
    tools: {
      allow: ['build_preview', 'create_pull_request', 'list_previews', 'list_pull_requests', 'run_checks'],
      block: ['merge_branch'],
      unreviewed: ['assign_reviewers'],
    },
    read: { name: 'list_pull_requests', arguments: { repository: 'webshop' } },
    structured: true,
    blocked: { name: 'merge_branch', arguments: { repository: 'webshop', number: 1 } },
    write: {
      change: (title) => ({
        name: 'create_pull_request',
        arguments: { repository: 'billing', source: 'feature/reminders', title },
      }),
      look: () => ({ name: 'list_pull_requests', arguments: { repository: 'billing' } }),
    },
    progress: {
      use: { name: 'run_checks', arguments: { repository: 'webshop', branch: 'main' } },
      steps: [
        ...['install', 'lint', 'types', 'unit tests', 'build'].map((check, done) => ({
          progress: done,
          total: 5,
          message: `Running ${check}`,
        })),
        { progress: 5, total: 5, message: 'All checks passed' },
      ],
    },
  },
  {
    slug: 'tickets',
    era: 'legacy',
    tools: {
      allow: ['get_ticket', 'search_tickets', 'update_ticket'],
      block: ['transition_ticket'],
      unreviewed: ['create_ticket'],
    },
    read: { name: 'search_tickets', arguments: {} },
    structured: true,
    blocked: { name: 'transition_ticket', arguments: { id: 'T-101', to: 'closed' } },
    write: {
      change: (comment) => ({ name: 'update_ticket', arguments: { id: 'T-101', comment } }),
      look: () => ({ name: 'get_ticket', arguments: { id: 'T-101' } }),
    },
    failure: { name: 'get_ticket', arguments: { id: 'T-999' } },
    resource: 'tickets://T-102',
  },
  {
    slug: 'automation',
    era: 'legacy',
    tools: { allow: ['get_run', 'trigger_workflow'], block: ['list_workflows'] },
    read: { name: 'get_run', arguments: { id: 'run-1' } },
    structured: true,
    blocked: { name: 'list_workflows', arguments: {} },
    write: {
      change: (note) => ({
        name: 'trigger_workflow',
        arguments: { workflow: 'monthly-report', input: { note } },
      }),
      look: (answer) => ({
        name: 'get_run',
        arguments: { id: (answer as { run: { id: string } }).run.id },
      }),
    },
  },
  {
    slug: 'knowledge',
    era: 'modern',
    tools: { allow: ['search'], block: ['fetch'] },
    read: { name: 'search', arguments: { query: 'the' } },
    structured: true,
    blocked: { name: 'fetch', arguments: { id: 'travel' } },
  },
];
