import { expect, test } from 'vitest';
import { withoutSecrets } from './held-secret.js';

const headers = { authorization: 'Bearer s3cret-"quoted"' };

test('the credential is taken out wherever it stands, whole or without its scheme', () => {
  const message = {
    result: { content: [{ text: 'got Bearer s3cret-"quoted" and s3cret-"quoted"' }], 's3cret-"quoted"': 1 },
  };
  const cleaned = JSON.stringify(withoutSecrets(message, headers));
  expect(cleaned).not.toContain('s3cret');
  expect(JSON.parse(cleaned)).toEqual({
    result: { content: [{ text: 'got [removed] and [removed]' }], '[removed]': 1 },
  });
});

test('everything else is the very same message', () => {
  const message = { result: { text: 'Bearer of news', ['__proto__']: 1 } };
  expect(withoutSecrets(message, headers)).toBe(message);
  expect(withoutSecrets(message, {})).toBe(message);
  expect(withoutSecrets(message, { 'x-key': 'news' })).toBe(message);
});
