import { reachedLimitOf } from './reached-limit';

const reached = {
  code: 'limit_reached',
  limit: 'requestsPerMinute',
  limitOf: 'tool',
  limitOfId: 'search-id',
  allowed: 2,
};

describe('the limit of a refusal', () => {
  it('is said with whose it is, and leads to where it is chosen', () => {
    expect(reachedLimitOf(reached, 'crm')).toEqual({
      words: '2 requests a minute for this tool, resource or prompt, for everyone together',
      counted: undefined,
      link: ['/connectors', 'crm', 'tools'],
      queryParams: { offering: 'search-id', view: 'limits' },
    });
  });

  it.each([
    ['connector', 'crm', ['/connectors', 'crm', 'limits']],
    ['member', 'crm', ['/settings']],
    ['organization', undefined, ['/settings']],
    ['tool', undefined, undefined],
  ])('of a %s with the connector %s leads to %j', (limitOf, slug, link) => {
    expect(reachedLimitOf({ ...reached, limitOf }, slug)?.link).toEqual(link);
  });

  it('may stand for several refusals', () => {
    expect(reachedLimitOf({ ...reached, counted: 3 }, 'crm')?.counted).toBe(3);
  });

  it.each([
    null,
    {},
    { code: 'policy_refused' },
    { ...reached, limitOf: 'moon' },
    { ...reached, allowed: '2' },
  ])('is nothing in %j', (details) => {
    expect(reachedLimitOf(details, 'crm')).toBeUndefined();
  });
});
