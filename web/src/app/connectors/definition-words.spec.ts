import { addressOf, argumentsOf, claimsOf, wordsOf } from './definition-words';

describe('definitions in words', () => {
  it('show the arguments of a prompt as those of a tool', () => {
    const prompt = {
      arguments: [{ name: 'tone', description: 'How it sounds', required: true }, { name: 'length' }],
    };
    expect(argumentsOf('PROMPT', prompt)).toEqual({
      type: 'object',
      properties: { tone: { type: 'string', description: 'How it sounds' }, length: { type: 'string' } },
      required: ['tone'],
    });
  });

  it('are the instructions themselves, where a server gives the model some', () => {
    expect(wordsOf('INSTRUCTIONS', { instructions: 'Search first.' }, null)).toBe('Search first.');
    expect(wordsOf('TOOL', { instructions: 'Search first.' }, 'Finds records.')).toBe('Finds records.');
  });

  it('survive definitions of any shape', () => {
    expect(argumentsOf('TOOL', null)).toEqual({});
    expect(argumentsOf('PROMPT', { arguments: 'none' })).toMatchObject({ properties: {} });
    expect(addressOf('RESOURCE', { uri: 7 })).toEqual({});
    expect(claimsOf('read only')).toEqual([]);
  });

  it('tell claims in sentences, and unknown ones as they are', () => {
    const words = claimsOf({
      title: 'x',
      readOnlyHint: true,
      destructiveHint: false,
      billable: { per: 'call' },
    });
    expect(words.map((claim) => claim.words)).toEqual([
      'only reads',
      'destroys nothing',
      'billable: {"per":"call"}',
    ]);
  });
});
