import { changesOf } from './event-changes';

describe('changesOf', () => {
  it('lists the fields that differ and leaves out those that stayed', () => {
    const change = { before: { state: 'DRAFT', name: 'CRM' }, after: { state: 'PUBLISHED', name: 'CRM' } };
    expect(changesOf(change)).toEqual([
      { path: 'state', kind: 'changed', before: 'DRAFT', after: 'PUBLISHED' },
    ]);
  });

  it('tells added from removed', () => {
    expect(
      changesOf({ before: { old: 1 }, after: { fresh: 2 } }).map(({ path, kind }) => [path, kind]),
    ).toEqual([
      ['fresh', 'added'],
      ['old', 'removed'],
    ]);
    expect(changesOf({ after: { name: 'CRM' } })[0]?.kind).toBe('added');
  });

  it('takes a change that is not made of fields as one', () => {
    expect(changesOf({ before: 'ALLOW', after: 'BLOCK' })).toEqual([
      { path: 'value', kind: 'changed', before: 'ALLOW', after: 'BLOCK' },
    ]);
    expect(changesOf(null)).toEqual([]);
  });
});
