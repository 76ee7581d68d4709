import {
  abilitiesOf,
  keptFrom,
  matches,
  nameAmong,
  plainNames,
  readiness,
  type CatalogConnector,
  type CatalogOffering,
} from './catalog-words';

const offering = (name: string, given: Partial<CatalogOffering> = {}): CatalogOffering => ({
  kind: 'TOOL',
  name,
  title: null,
  description: null,
  classification: 'READ',
  allowed: true,
  reason: '',
  ...given,
});
const entry = (offerings: CatalogOffering[], given: Partial<CatalogConnector> = {}): CatalogConnector => ({
  slug: 'crm',
  name: 'CRM',
  purpose: 'Contacts and deals',
  mcpUrl: 'https://castellan.example/mcp/acme/crm',
  dataClass: 'INTERNAL',
  ownerName: 'Bruno',
  state: 'PUBLISHED',
  offerings,
  ...given,
});

describe('what a member can do', () => {
  it('is told by what it does, and only of what is allowed', () => {
    const abilities = abilitiesOf([
      offering('update', { classification: 'WRITE' }),
      offering('search'),
      offering('drop', { classification: 'DESTRUCTIVE', allowed: false }),
      offering('how to', { kind: 'INSTRUCTIONS' }),
    ]);
    expect(abilities.map((ability) => [ability.verb, ability.offerings.map((each) => each.name)])).toEqual([
      ['Can read', ['search']],
      ['Can change', ['update']],
    ]);
  });

  it('names what shares a name once', () => {
    const both = [offering('a', { title: 'Account' }), offering('b', { title: 'Account' })];
    expect(plainNames(both)).toEqual(['Account']);
  });

  it('tells apart what shares a name where each is listed', () => {
    const account = offering('crm://accounts/1', { title: 'Account' });
    const all = [account, offering('crm://accounts/2', { title: 'Account' }), offering('search')];
    expect(all.map((each) => nameAmong(each, all))).toEqual([
      'Account: crm://accounts/1',
      'Account: crm://accounts/2',
      'search',
    ]);
    expect(nameAmong(account, [account])).toBe('Account');
  });

  it('keeps apart what is not for them', () => {
    const offerings = [
      offering('search'),
      offering('drop', { allowed: false }),
      offering('how', { kind: 'INSTRUCTIONS', allowed: false }),
    ];
    expect(keptFrom(offerings).map((each) => each.name)).toEqual(['drop']);
  });
});

describe('readiness', () => {
  it('is there when something is allowed', () => {
    expect(readiness(entry([offering('search')])).label).toBe('Ready to connect');
  });

  it('is missing when all is blocked, and when it is suspended', () => {
    expect(readiness(entry([offering('search', { allowed: false })])).label).toBe('Nothing allowed for you');
    expect(readiness(entry([offering('search')], { state: 'SUSPENDED' })).label).toBe('Suspended for now');
  });
});

describe('search in the catalog', () => {
  it('finds by name, purpose and tool', () => {
    const crm = entry([offering('assign_lead', { title: 'Give a lead away' })]);
    expect(['crm', 'DEALS', 'assign', 'lead away', ''].every((search) => matches(crm, search))).toBe(true);
    expect(matches(crm, 'calendar')).toBe(false);
  });
});
