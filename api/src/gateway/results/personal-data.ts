/** Kinds of values that are not for everybody who may call a tool. */
export type SensitiveKind = 'secret' | 'email' | 'phone' | 'iban' | 'card';

/** A kind of value: how it is found, and what tells it from what only looks like it. */
export interface Sensitive {
  readonly kind: SensitiveKind;
  /** What every one of them contains; a text without it is not searched. */
  readonly clue: RegExp;
  readonly pattern: RegExp;
  readonly holds?: (found: string) => boolean;
}

/** Values that are about a person. Lengths are bounded everywhere, so that no text takes long to search. */
export const personalData: readonly Sensitive[] = [
  {
    kind: 'email',
    clue: /@/,
    pattern:
      /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])/gi,
  },
  {
    kind: 'iban',
    clue: /[A-Z]{2}\d{2}/,
    pattern: /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])/g,
    holds: isIban,
  },
  {
    kind: 'card',
    clue: /\d{4}/,
    pattern: /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])/g,
    holds: isCard,
  },
  {
    kind: 'phone',
    clue: /\d{3}/,
    // With the country's prefix, or as North America writes them: other forms look like any number.
    pattern:
      /(?<![\w+])(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){7,13}(?!\d)|(?<![\w-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])\d{3}[-.]\d{4}(?![\w-])/g,
  },
];

/** Whether check digits hold: ISO 13616. */
export function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  if (compact.length < 15 || compact.length > 34) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Beginnings and lengths of payment cards, without those that nearly every long number would fit. */
const cardForms =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d{2})\d{12}|35\d{14}|3(?:0[0-5]|[68]\d)\d{11})$/;

/** Whether a number is one of a payment card: its form, and Luhn's check digit. */
export function isCard(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!cardForms.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
