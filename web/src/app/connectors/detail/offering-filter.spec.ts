import { givenOffering } from '../testing/given';
import { firstOf, passes, sectionsOf } from './offering-filter';

const finding = { rule: 'invisible-text', severity: 'high' };
const offerings = [
  givenOffering('update', { classification: 'WRITE', contractState: 'CHANGED' }),
  givenOffering('search', { title: 'Find records', findings: [finding] }),
  givenOffering('drop', { classification: 'DESTRUCTIVE', contractState: 'NEW' }),
  givenOffering('crm://deals', { kind: 'RESOURCE' }),
];
const names = (filter: Parameters<typeof passes>[1]) =>
  offerings.filter((offering) => passes(offering, filter)).map((offering) => offering.name);

describe('filters of offerings', () => {
  it('let everything through when none is set', () => {
    expect(names({})).toHaveLength(4);
  });

  it('find by name and by title, in any case', () => {
    expect(names({ search: 'FIND' })).toEqual(['search']);
  });

  it('keep what changes data', () => {
    expect(names({ writes: true })).toEqual(['update', 'drop']);
  });

  it('all have to fit together', () => {
    expect(names({ writes: true, held: true })).toEqual(['update']);
    expect(names({ held: true, findings: true })).toEqual([]);
  });

  it('keep the kinds that are chosen', () => {
    expect(names({ kinds: ['resource'] })).toEqual(['crm://deals']);
  });
});

describe('sections of offerings', () => {
  it('stand by kind, and by name inside', () => {
    const sections = sectionsOf(offerings).map((section) =>
      section.offerings.map((offering) => offering.name),
    );
    expect(sections).toEqual([['drop', 'search', 'update'], ['crm://deals']]);
  });

  it('end after the number of rows asked for', () => {
    const shown = firstOf(sectionsOf(offerings), 2).flatMap((section) => section.offerings);
    expect(shown.map((offering) => offering.name)).toEqual(['drop', 'search']);
  });
});
