import { auditFilterOf, type AuditKey } from './audit-filter';

const now = Date.UTC(2026, 10, 22, 12);
const filterOf = (address: Partial<Record<AuditKey, string>>) => auditFilterOf((key) => address[key], now);

describe('auditFilterOf', () => {
  it('asks for everything when nothing is in the address', () => {
    expect(Object.values(filterOf({})).every((value) => value === null)).toBe(true);
  });

  it('turns a stretch of time into its beginning, over any day that is also given', () => {
    expect(filterOf({ since: '24h', from: '2020-01-01', to: '2020-01-02' })).toMatchObject({
      from: '2026-11-21T12:00:00.000Z',
      to: null,
    });
  });

  it('takes the last day whole', () => {
    const { from, to } = filterOf({ from: '2026-11-20', to: '2026-11-20' });
    expect(from).toBe(new Date(2026, 10, 20).toISOString());
    expect(to).toBe(new Date(2026, 10, 21).toISOString());
  });

  it('leaves out what is not a value of ours', () => {
    expect(filterOf({ outcome: 'MAYBE', from: 'yesterday', since: '1y' })).toMatchObject({
      outcome: null,
      from: null,
    });
  });

  it('takes a trace from what people copy, and leaves what is none to the API', () => {
    const id = '0af7651916cd43dd8448eb211c80319c';
    for (const trace of [id, ` ${id.toUpperCase()} `, `00-${id}-b7ad6b7169203331-01`]) {
      expect(filterOf({ trace }).traceId).toBe(id);
    }
    expect(filterOf({ trace: 'b7ad' }).traceId).toBe('b7ad');
  });

  it('splits several types', () => {
    expect(filterOf({ type: 'gateway.called,gateway.refused' }).types).toEqual([
      'gateway.called',
      'gateway.refused',
    ]);
  });
});
