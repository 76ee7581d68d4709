import { troubleItems, waitingItems, type HomeConnector, type PublishedConnector } from './waiting-items';

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

describe('troubleItems', () => {
  it('leads to what people cannot use, what is down before what is degraded, and to nothing else', () => {
    const fares = (name: string, health: Partial<PublishedConnector['health']>): PublishedConnector => ({
      id: name,
      slug: name,
      name,
      health: {
        state: 'HEALTHY',
        since: null,
        calls: 4,
        failures: 4,
        probes: 0,
        failedProbes: 0,
        gateways: 1,
        openGateways: 0,
        ...health,
      },
    });
    const items = troubleItems([
      fares('well', { failures: 0 }),
      fares('shaky', { state: 'DEGRADED', failures: 2 }),
      fares('quiet', { state: 'UNKNOWN', calls: 0, failures: 0 }),
      fares('gone', { state: 'DOWN', since: '2026-11-22T09:00:00Z' }),
    ]);
    expect(
      items.map(({ connector, status, words, tab }) => [connector.name, status.label, words, tab]),
    ).toEqual([
      ['gone', 'Down', 'None of the last 4 calls got a usable answer.', 'health'],
      ['shaky', 'Degraded', '2 of 4 calls in the last five minutes got no usable answer.', 'health'],
    ]);
    expect(items[0]?.since).toBe('2026-11-22T09:00:00Z');
  });
});
