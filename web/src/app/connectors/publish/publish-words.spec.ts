import { givenConnector, givenOffering, givenPublication, givenRule, groups } from '../testing/given';
import { publishConsequence, usableBy } from './publish-words';

const { sales, support } = groups;
const rules = [givenRule('ALLOW')];

describe('what publishing does', () => {
  it('says how many people can use how many tools', () => {
    const offerings = ['a', 'b', 'c', 'd', 'e'].map((name) => givenOffering(name, { rules }));
    const wanted = [{ group: null, memberCount: 312 }];
    const { headline } = publishConsequence(
      givenConnector({ offerings }),
      wanted,
      'Everyone in Acme (312 people)',
    );
    expect(headline).toBe('Everyone in Acme (312 people) will be able to use 5 tools.');
  });

  it('says "up to" where groups may share members, and what each of them can use', () => {
    const offerings = [
      givenOffering('search', { rules }),
      givenOffering('update', { rules: [givenRule('ALLOW', sales)] }),
    ];
    const wanted = [sales, support].map((group) => ({ group, memberCount: group.memberCount }));
    const { headline, details } = publishConsequence(givenConnector({ offerings }), wanted, '');
    expect(headline).toBe('Up to 55 people will be able to use 2 tools.');
    expect(details).toEqual(['Sales (24 people): 2 tools', 'Support (31 people): 1 tool']);
  });

  it('says so when nothing in it is allowed', () => {
    const wanted = [{ group: sales, memberCount: 24 }];
    const { headline } = publishConsequence(givenConnector({ offerings: [givenOffering('a')] }), wanted, '');
    expect(headline).toContain('can use nothing in it');
  });

  it('names those who lose it', () => {
    const connector = givenConnector({
      publications: [givenPublication(sales)],
      offerings: [givenOffering('a')],
    });
    const { headline, details } = publishConsequence(connector, [], '');
    expect(headline).toBe('Nobody can use it; it becomes a draft again.');
    expect(details).toEqual(['Sales (24 people) loses it, unless another audience includes them.']);
  });

  it('takes nothing from a group that everyone includes', () => {
    const connector = givenConnector({
      publications: [givenPublication(sales)],
      offerings: [givenOffering('a', { rules })],
    });
    const { details } = publishConsequence(connector, [{ group: null, memberCount: 312 }], 'Everyone');
    expect(details).toEqual([]);
  });
});

describe('what an audience can use', () => {
  it('leaves out what any rule blocks, and what is held', () => {
    const connector = givenConnector({
      offerings: [
        givenOffering('allowed', { rules }),
        givenOffering('blocked', { rules: [givenRule('ALLOW', sales), givenRule('BLOCK')] }),
        givenOffering('held', { rules, contractState: 'CHANGED', classification: 'WRITE' }),
        givenOffering('no rule'),
      ],
    });
    expect(usableBy(connector, sales.id).map((offering) => offering.name)).toEqual(['allowed']);
  });
});
