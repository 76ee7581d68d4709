import { Refusal } from '../kernel/refusal.js';

/** What can go wrong when limits or what is done with results are changed. */
export type LimitErrorCode = 'limit_not_applicable' | 'limit_out_of_range' | 'results_invalid';

export function notApplicable(what: string): Refusal<LimitErrorCode> {
  return new Refusal(
    'limit_not_applicable',
    `${what} cannot be limited here. Nothing was saved.`,
    'An organization limits everything, a connector itself and its tools, a tool only itself; a tool has no streams.',
    'limits',
  );
}

export function outOfRange(what: string, ceiling: number): Refusal<LimitErrorCode> {
  return new Refusal(
    'limit_out_of_range',
    `${what} must be a whole number from 1 to ${ceiling.toLocaleString('en')}, which is the most this installation allows. Nothing was saved.`,
    'Choose a smaller limit, or ask your operator to raise CASTELLAN_LIMIT_CEILINGS.',
    'limits',
  );
}

export function resultsInvalid(message: string, field: string): Refusal<LimitErrorCode> {
  return new Refusal('results_invalid', `${message} Nothing was saved.`, 'Correct it and save again.', field);
}
