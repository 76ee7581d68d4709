import type { LimitStateFragment } from '../graphql/generated/graphql';
import type { LimitInput } from '../graphql/generated/schema';
import { amountText, amountWords, typedAmount } from './limit-words';

/** What was typed for each limit; an empty text is no choice. */
export type LimitTexts = Readonly<Record<string, string>>;

export function keyOf({ subject, quantity }: Pick<LimitStateFragment, 'subject' | 'quantity'>): string {
  return `${subject} ${quantity}`;
}

/** The texts of what is chosen. */
export function textsOf(limits: readonly LimitStateFragment[]): LimitTexts {
  return Object.fromEntries(
    limits.map((limit) => [
      keyOf(limit),
      limit.chosen === null ? '' : amountText(limit.quantity, limit.chosen),
    ]),
  );
}

/** What is wrong with a typed limit, in words; nothing when it can be saved. */
export function problemOf(limit: LimitStateFragment, texts: LimitTexts): string {
  const { quantity, ceiling } = limit;
  const value = typedAmount(quantity, texts[keyOf(limit)] ?? '');
  if (value === null || (value !== undefined && value >= 1 && value <= ceiling)) return '';
  const most = amountWords(quantity, ceiling);
  return quantity === 'BYTES_PER_MINUTE'
    ? $localize`Enter a number of bytes, such as 1048576 or 1 MiB, of at most ${most}:ceiling:, or nothing.`
    : $localize`Enter a whole number from 1 to ${most}:ceiling:, or nothing.`;
}

/** What the API is asked to save. */
export function inputsOf(limits: readonly LimitStateFragment[], texts: LimitTexts): LimitInput[] {
  return limits.map((limit) => ({
    subject: limit.subject,
    quantity: limit.quantity,
    value: typedAmount(limit.quantity, texts[keyOf(limit)] ?? '') ?? null,
  }));
}

/** What holds: the choice, else what is inherited, and never more than the installation allows. */
export function holdingOf({ chosen, inherited, ceiling }: LimitStateFragment): number {
  return Math.min(chosen ?? inherited, ceiling);
}
