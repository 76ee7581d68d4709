import { expect, it } from 'vitest';
import { wasPatient } from './call-outcome.js';

it.each([
  // What most clients wait, less what the request took on its way.
  [59_900, 120_000, true],
  [48_000, 120_000, true],
  [47_999, 120_000, false],
  [10_000, 10_000, true],
  [100_000, Infinity, false],
])('whoever gave up after %i of %d ms was patient: %s', (waited, limit, patient) => {
  expect(wasPatient(waited, limit)).toBe(patient);
});
