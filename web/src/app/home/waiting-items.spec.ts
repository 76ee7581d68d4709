import { waitingItems, type HomeConnector } from './waiting-items';

const connector = (name: string, given: Partial<HomeConnector>): HomeConnector => ({
  id: name,
  slug: name,
  name,
  state: 'PUBLISHED',
  stateSince: '2026-11-22T10:00:00Z',
  offeringCounts: { tools: 4, allowed: 2, held: 0 },
  lastScan: null,
  viewerCan: { approve: true, publish: true, resume: true, scan: true },
  ...given,
});

describe('waitingItems', () => {
  it('puts what is held first and drafts last, and leaves healthy and retired connectors out', () => {
    const failure = { message: 'It did not answer.', nextStep: 'Start it.' };
    const items = waitingItems([
      connector('draft', { state: 'DRAFT', offeringCounts: { tools: 4, allowed: 0, held: 4 } }),
      connector('healthy', {}),
      connector('retired', { state: 'RETIRED', offeringCounts: { tools: 4, allowed: 0, held: 3 } }),
      connector('down', {
        lastScan: { status: 'FAILED', finishedAt: null, startedAt: '2026-11-22T09:00:00Z', failure },
      }),
      connector('changed', { offeringCounts: { tools: 4, allowed: 2, held: 1 } }),
    ]);
    expect(items.map((item) => [item.connector.name, item.tab])).toEqual([
      ['changed', 'tools'],
      ['down', 'connection'],
      ['draft', 'tools'],
    ]);
    expect(items[1]?.words).toBe('It did not answer. Start it.');
  });

  it('offers only what the viewer can do', () => {
    const viewerCan = { approve: false, publish: false, resume: false, scan: false };
    const [item] = waitingItems([
      connector('changed', { offeringCounts: { tools: 1, allowed: 0, held: 1 }, viewerCan }),
    ]);
    expect(item?.action).toBe('Look at it');
  });
});
