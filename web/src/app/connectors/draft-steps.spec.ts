import { draftSteps } from './draft-steps';
import { givenConnector, givenOffering, givenRule } from './testing/given';

const told = (offerings: ReturnType<typeof givenOffering>[]) =>
  draftSteps(givenConnector({ offerings })).map(({ detail, done }) => [detail, done]);

describe('what is next for a draft', () => {
  it('begins with reading what the server offers', () => {
    const offerings = [
      givenOffering('a', { contractState: 'NEW' }),
      givenOffering('b', { contractState: 'NEW' }),
    ];
    expect(told(offerings)[0]).toEqual(['2 tools to read and approve', false]);
  });

  it('goes on with rules once all of it is approved', () => {
    expect(told([givenOffering('a')]).slice(0, 2)).toEqual([
      ['1 tool approved', true],
      ['Everything is blocked until a rule allows it', false],
    ]);
  });

  it('does not count a rule for what nobody approved', () => {
    const offering = givenOffering('a', { contractState: 'NEW', rules: [givenRule('ALLOW')] });
    expect(told([offering])[1]).toEqual(['Everything is blocked until a rule allows it', false]);
  });

  it('ends with publishing', () => {
    const steps = told([givenOffering('a', { rules: [givenRule('ALLOW')] })]);
    expect(steps.map(([, done]) => done)).toEqual([true, true, false]);
  });
});
