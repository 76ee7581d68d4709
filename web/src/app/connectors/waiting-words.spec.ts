import { givenConnector, givenOffering, givenPublication, givenRule, groups } from './testing/given';
import { waitingFor } from './waiting-words';

const words = (connector: ReturnType<typeof givenConnector>) =>
  waitingFor(connector).map((each) => each.words);

describe('what a connector waits for', () => {
  it('says how many tools are not approved yet', () => {
    const offerings = ['a', 'b', 'c'].map((name) => givenOffering(name, { contractState: 'NEW' }));
    expect(words(givenConnector({ state: 'SUSPENDED', offerings }))).toEqual([
      '3 tools are not approved yet.',
    ]);
  });

  it('says that the rest keeps working while a changed tool is held', () => {
    const rules = [givenRule('ALLOW')];
    const rest = Array.from({ length: 11 }, (_, index) => givenOffering(`tool-${index}`, { rules }));
    const connector = givenConnector({
      state: 'PUBLISHED',
      publications: [givenPublication(groups.sales)],
      offerings: [givenOffering('update_record', { contractState: 'CHANGED' }), ...rest],
    });
    expect(words(connector)).toEqual(['1 tool changed upstream and is held. The other 11 keep working.']);
  });

  it('says that people find nothing they could use while no rule allows anything', () => {
    const connector = givenConnector({ state: 'PUBLISHED', offerings: [givenOffering('read')] });
    expect(words(connector)).toEqual(['Nothing is allowed yet: what no rule allows is blocked.']);
  });

  it('leaves what makes a draft usable to the steps of a draft', () => {
    expect(words(givenConnector({ offerings: [givenOffering('a', { contractState: 'NEW' })] }))).toEqual([]);
  });

  it('repeats why the last scan failed, first of all', () => {
    const failure = {
      code: 'unreachable',
      message: 'The server did not answer.',
      nextStep: 'Wait.',
      field: null,
    };
    const lastScan = { id: 's', status: 'FAILED' as const, startedAt: '', finishedAt: '', failure };
    const offerings = [givenOffering('a', { contractState: 'NEW' })];
    expect(words(givenConnector({ lastScan, offerings }))[0]).toBe(
      'The last scan failed. The server did not answer.',
    );
  });

  it('waits for nothing once it is retired', () => {
    const offerings = [givenOffering('a', { contractState: 'CHANGED' })];
    expect(waitingFor(givenConnector({ state: 'RETIRED', offerings }))).toEqual([]);
  });
});
