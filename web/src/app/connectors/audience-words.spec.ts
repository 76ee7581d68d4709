import { audienceSummary, peopleWords, reachOf, sameAudiences } from './audience-words';
import { groups } from './testing/given';

const { sales, support } = groups;
const everyone = { group: null, memberCount: 312 };
const toSales = { group: sales, memberCount: 24 };
const toSupport = { group: support, memberCount: 31 };

describe('audiences in words', () => {
  it.each([
    [[], 'Nobody'],
    [[toSales, everyone], 'Everyone'],
    [[toSales, toSupport], 'Sales, Support'],
    [[toSales, toSupport, { group: { id: 'x', name: 'Finance' }, memberCount: 1 }], 'Sales and 2 more'],
  ])('are short: %#', (audiences, words) => expect(audienceSummary(audiences)).toBe(words));

  it('count people exactly where nobody can be counted twice', () => {
    expect(reachOf([toSales])).toEqual({ people: 24, exact: true });
    expect(reachOf([toSales, toSupport])).toEqual({ people: 55, exact: false });
    expect(reachOf([toSales, everyone])).toEqual({ people: 312, exact: true });
  });

  it('speak of one person as of one', () => {
    expect(peopleWords(1)).toBe('1 person');
    expect(peopleWords(55, false)).toBe('up to 55 people');
  });
});

describe('the same audiences', () => {
  it('stand in any order', () => {
    expect(sameAudiences([toSales, toSupport], [toSupport, toSales])).toBe(true);
  });

  it('are not everyone and nobody', () => {
    expect(sameAudiences([], [everyone])).toBe(false);
    expect(sameAudiences([everyone], [])).toBe(false);
    expect(sameAudiences([toSales], [toSupport])).toBe(false);
  });
});
