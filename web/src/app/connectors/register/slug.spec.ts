import { isSlug, suggestName, suggestSlug } from './slug';

describe('address words', () => {
  it.each(['crm', 'code-hosting', 'a', '7', 'x'.repeat(40)])('take %s', (word) =>
    expect(isSlug(word)).toBe(true),
  );

  it.each(['', '-crm', 'crm-', 'a--b', 'CRM', 'crm_2', 'é', 'new', 'mcp', 'x'.repeat(41)])(
    'refuse "%s"',
    (word) => expect(isSlug(word)).toBe(false),
  );

  it.each([
    ['Code hosting', 'code-hosting'],
    ['  Büro & Kalender!  ', 'buro-kalender'],
    ['CRM (EU)', 'crm-eu'],
    ['x'.repeat(39) + ' yz', 'x'.repeat(39)],
    ['日本語', ''],
    ['New', ''],
  ])('are made from "%s" as "%s"', (name, slug) => expect(suggestSlug(name)).toBe(slug));
});

describe('suggested names', () => {
  it('come from what the server calls itself, without hidden characters', () => {
    expect(suggestName('acme-\u202ecrm', 'https://x.example/mcp')).toBe('Acme crm');
  });

  it('come from the host where the server says nothing', () => {
    expect(suggestName(null, 'https://mcp.tickets.example/mcp')).toBe('Tickets');
  });

  it('are left to the person where the host is a number', () => {
    expect(suggestName(null, 'http://127.0.0.1:4101/mcp')).toBe('');
    expect(suggestName('', 'http://[::1]:4101/mcp')).toBe('');
  });
});
