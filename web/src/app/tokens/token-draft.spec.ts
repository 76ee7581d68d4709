import { inputOf, missingIn, toolsWithin, type CatalogChoice, type TokenDraft } from './token-draft';

const draft: TokenDraft = {
  name: ' Laptop ',
  days: '30',
  purpose: 'gateway',
  access: 'READ',
  everyConnector: false,
};
const now = Date.UTC(2026, 10, 22);

describe('a token draft', () => {
  it('offers only tools that are allowed and within its access', () => {
    const offering = (name: string, classification: 'READ' | 'WRITE', allowed = true) => ({
      ...{ kind: 'TOOL' as const, name, classification, allowed },
    });
    const crm: CatalogChoice = {
      slug: 'crm',
      name: 'CRM',
      offerings: [offering('search', 'READ'), offering('update', 'WRITE'), offering('export', 'READ', false)],
    };
    expect(toolsWithin(crm, 'READ')).toEqual(['search']);
    expect(toolsWithin(crm, 'WRITE')).toEqual(['search', 'update']);
  });

  it('is narrowed to the chosen connectors and tools', () => {
    const chosen = new Map([
      ['crm', ['search']],
      ['calendar', null],
    ]);
    expect(inputOf(draft, chosen, ['connector.read'], now)).toEqual({
      name: 'Laptop',
      expiresAt: '2026-12-22T00:00:00.000Z',
      access: 'READ',
      connectors: [
        { slug: 'crm', tools: ['search'] },
        { slug: 'calendar', tools: null },
      ],
      apiScopes: [],
    });
  });

  it('reaches no connector when it is for automation', () => {
    const input = inputOf({ ...draft, purpose: 'api' }, new Map([['crm', null]]), ['connector.read'], now);
    expect(input).toMatchObject({ access: null, connectors: null, apiScopes: ['connector.read'] });
  });

  it('says what is missing', () => {
    expect(missingIn(draft, new Map(), [])).toContain('connector');
    expect(missingIn(draft, new Map([['crm', []]]), [])).toContain('tool');
    expect(missingIn({ ...draft, purpose: 'api' }, new Map(), [])).toContain('permission');
    expect(missingIn({ ...draft, everyConnector: true }, new Map(), [])).toBe('');
  });
});
