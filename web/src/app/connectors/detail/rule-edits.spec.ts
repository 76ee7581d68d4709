import { givenConnector, givenOffering, givenPublication, givenRule, groups } from '../testing/given';
import { consequencesOf, pendingEdits } from './rule-edits';

const { sales, support } = groups;

describe('pending edits of rules', () => {
  it('drop out when the rule is already so, as after a save by somebody else', () => {
    const connector = givenConnector({ offerings: [givenOffering('read', { rules: [givenRule('ALLOW')] })] });
    const edits = [
      { offeringId: 'read', group: null, effect: 'ALLOW' as const },
      { offeringId: 'read', group: sales, effect: 'BLOCK' as const },
      { offeringId: 'not there any more', group: null, effect: 'ALLOW' as const },
    ];
    expect(pendingEdits(connector, edits)).toEqual([edits[1]]);
  });

  it('can take a rule away', () => {
    const connector = givenConnector({ offerings: [givenOffering('read', { rules: [givenRule('BLOCK')] })] });
    const edit = { offeringId: 'read', group: null, effect: null };
    expect(pendingEdits(connector, [edit])).toEqual([edit]);
  });
});

describe('consequences of edits', () => {
  it('name who gains and who loses, with how many people', () => {
    const connector = givenConnector({
      publications: [givenPublication(sales), givenPublication(support)],
      offerings: [givenOffering('read'), givenOffering('search', { rules: [givenRule('ALLOW')] })],
    });
    const consequences = consequencesOf(connector, [
      { offeringId: 'read', group: sales, effect: 'ALLOW' },
      { offeringId: 'search', group: null, effect: 'BLOCK' },
    ]);
    expect(consequences).toEqual([
      { audience: 'Sales', people: 24, gains: ['read'], loses: ['search'] },
      { audience: 'Support', people: 31, gains: [], loses: ['search'] },
    ]);
  });

  it('are none while it is published to nobody', () => {
    const connector = givenConnector({ offerings: [givenOffering('read')] });
    expect(consequencesOf(connector, [{ offeringId: 'read', group: null, effect: 'ALLOW' }])).toEqual([]);
  });

  it('are none for a block that another block already makes', () => {
    const connector = givenConnector({
      publications: [givenPublication(sales)],
      offerings: [givenOffering('drop', { rules: [givenRule('BLOCK'), givenRule('ALLOW', sales)] })],
    });
    expect(consequencesOf(connector, [{ offeringId: 'drop', group: sales, effect: 'BLOCK' }])).toEqual([]);
  });

  it('tell a group apart from everyone where it has rules of its own', () => {
    const connector = givenConnector({
      publications: [givenPublication(null)],
      offerings: [givenOffering('read', { rules: [givenRule('ALLOW')] })],
    });
    expect(consequencesOf(connector, [{ offeringId: 'read', group: support, effect: 'BLOCK' }])).toEqual([
      { audience: 'Support', people: null, gains: [], loses: ['read'] },
    ]);
  });

  it('are none for what is not in force', () => {
    const connector = givenConnector({
      publications: [givenPublication(sales)],
      offerings: [
        givenOffering('new', { contractState: 'NEW' }),
        givenOffering('gone', { contractState: 'GONE' }),
        givenOffering('held', { contractState: 'CHANGED', classification: 'WRITE' }),
        givenOffering('still read', { contractState: 'CHANGED' }),
      ],
    });
    const edits = connector.offerings.map(({ id }) => ({
      offeringId: id,
      group: null,
      effect: 'ALLOW' as const,
    }));
    expect(consequencesOf(connector, edits).map((each) => each.gains)).toEqual([['still read']]);
  });
});
