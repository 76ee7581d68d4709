import { safeReturnPath } from './return-path';
import { signInProblem } from './sign-in-problem';

describe('safeReturnPath', () => {
  it.each(['/audit?outcome=DENIED', '/connectors/crm/tools#a', '/'])('keeps %s', (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/a\nb',
    '/auth/sign-in/acme',
  ])('leads to the first page instead of %j', (path) => {
    expect(safeReturnPath(path)).toBe('/');
  });
});

describe('signInProblem', () => {
  it('has words for each code of the server, and for one it does not know', () => {
    const codes = [
      'unknown_organization',
      'provider_unreachable',
      'cancelled',
      'expired',
      'refused',
      'disabled',
    ];
    expect(new Set(codes.map((code) => signInProblem(code)?.message)).size).toBe(codes.length);
    expect(signInProblem('strange')?.nextStep).toContain('strange');
    expect(signInProblem(undefined)).toBeUndefined();
  });
});
