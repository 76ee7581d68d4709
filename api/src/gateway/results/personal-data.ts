/** Kinds of values that are not for everybody who may call a tool. */
export type SensitiveKind = 'secret' | 'email' | 'phone' | 'iban' | 'card';

/** A kind of value: how it is found, and what tells it from what only looks like it. */
export interface Sensitive {
  readonly kind: SensitiveKind;
  /** What every one of them contains; a text without it is not searched. */
  readonly clue: RegExp;
  readonly pattern: RegExp;
  /** How many characters of what was found, from its beginning, are a value; 0 where none are. */
  readonly valueIn?: (found: string) => number;
  /** Where in what was found and is none another may begin. */
  readonly again?: RegExp;
}

/** Values that are about a person. Lengths are bounded everywhere, so that no text takes long to search. */
export const personalData: readonly Sensitive[] = [
  {
    kind: 'email',
    clue: /@/,
    pattern: /(?<![\w.%+-])[\w.%+-]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])/gi,
  },
  {
    kind: 'iban',
    clue: /[A-Z]{2}\d{2}/,
    pattern:
      /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ \u00a0\u202f]?[A-Z0-9]{4}){2,7}(?:[ \u00a0\u202f]?[A-Z0-9]{1,3})?(?![A-Z0-9])/g,
    valueIn: ibanIn,
    again: /(?<=[ \u00a0\u202f])[A-Z]{2}\d{2}/,
  },
  {
    kind: 'card',
    clue: /\d{4}/,
    pattern: /(?<![\d.])\d(?:[ \u00a0\u202f-]?\d){12,18}(?![\d])/g,
    valueIn: cardIn,
    again: /(?<=[ \u00a0\u202f-])\d{3}/,
  },
  {
    kind: 'phone',
    clue: /\d{3}/,
    // With the country's prefix, or as North America writes them: other forms look like any number.
    pattern:
      /(?<![\w+])(?:\+|00)[1-9](?:[ \u00a0\u202f()./-]{0,2}\d){7,13}(?!\d)|(?<![\w-])(?:\([2-9]\d{2}\)[ \u00a0\u202f]?|[2-9]\d{2}[-.])\d{3}[-.]\d{4}(?![\w-])/g,
  },
];

/**
 * How many characters from the beginning are an account number: its check digits hold (ISO 13616). What follows one,
 * such as a date, looks like a part of it.
 */
export function ibanIn(text: string): number {
  let [value, count, head, rest] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) continue;
    const figure = code > nine ? code - letterA + 10 : code - zero;
    const next = (sum: number) => (sum * (figure > 9 ? 100 : 10) + figure) % 97;
    count += 1;
    if (count <= 4) head = next(head);
    else rest = next(rest);
    const isEnd = at + 1 === text.length || isBlank(text.charCodeAt(at + 1));
    // The two letters and two digits of the beginning are counted at the end, as six digits.
    const holds = isEnd && count >= 15 && count <= 34 && (rest * 1_000_000 + head) % 97 === 1;
    if (holds) value = at + 1;
  }
  return value;
}

/** Beginnings and lengths of payment cards, without those that nearly every long number would fit. */
const cardForms =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d{2})\d{12}|35\d{14}|3(?:0[0-5]|[68]\d)\d{11})$/;

/** How many characters from the beginning are a payment card's number: its form, and Luhn's check digit. */
export function cardIn(text: string): number {
  let [value, count, evenDoubled, oddDoubled] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - zero;
    if (!isDigit(digit)) continue;
    const doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
    evenDoubled += count % 2 === 0 ? doubled : digit;
    oddDoubled += count % 2 === 0 ? digit : doubled;
    count += 1;
    const isEnd = at + 1 === text.length || !isDigit(text.charCodeAt(at + 1) - zero);
    const sum = count % 2 === 0 ? evenDoubled : oddDoubled;
    const holds = isEnd && count >= 13 && sum % 10 === 0;
    if (holds && cardForms.test(text.slice(0, at + 1).replace(/\D/g, ''))) value = at + 1;
  }
  return value;
}

const [zero, nine, letterA] = [0x30, 0x39, 0x41];

/** Those that break no line are how numbers are set in print. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0xa0 || code === 0x202f;
}

function isDigit(figure: number): boolean {
  return figure >= 0 && figure <= 9;
}
