import type { LimitQuantity, LimitSource, LimitSubject } from '../graphql/generated/schema';

/** Whose use is limited, as people say it. */
export const subjectWords: Readonly<Record<LimitSubject, { name: string; means: string }>> = {
  TOKEN: { name: $localize`Each token`, means: $localize`One token of one member.` },
  MEMBER: { name: $localize`Each member`, means: $localize`All tokens of one member together.` },
  TOOL: {
    name: $localize`Each tool`,
    means: $localize`One tool, resource or prompt, for everyone together.`,
  },
  CONNECTOR: { name: $localize`Each connector`, means: $localize`All calls to it, by everyone together.` },
  ORGANIZATION: { name: $localize`The organization`, means: $localize`Everyone and everything together.` },
};

/** The same, where one connector is looked at. */
export const thisConnector = {
  name: $localize`This connector`,
  means: $localize`All calls to it, by everyone together.`,
};

/** What is limited, as people say it. */
export const quantityWords: Readonly<Record<LimitQuantity, string>> = {
  REQUESTS_PER_MINUTE: $localize`Requests a minute`,
  CONCURRENT_REQUESTS: $localize`Requests at once`,
  OPEN_STREAMS: $localize`Open streams`,
  BYTES_PER_MINUTE: $localize`Bytes a minute`,
};

/** Where a limit was chosen, as people say it; what is usual needs no words. */
export const sourceWords: Readonly<Record<LimitSource, string>> = {
  CONNECTOR: $localize`chosen for the connector`,
  ORGANIZATION: $localize`chosen for the organization`,
  INSTALLATION: '',
};

const units = ['KiB', 'MiB', 'GiB'];

/** An amount as people read it: bytes in the largest unit that fits. */
export function amountWords(quantity: LimitQuantity, value: number): string {
  if (quantity !== 'BYTES_PER_MINUTE') return value.toLocaleString();
  const power = units.findLastIndex((_, at) => value >= 1024 ** (at + 1));
  if (power === -1) return $localize`${value.toLocaleString()}:count: bytes`;
  const amount = value / 1024 ** (power + 1);
  return `${amount.toLocaleString(undefined, { maximumFractionDigits: 2 })} ${units[power]}`;
}

/** An amount as it stands in a field: exactly, and in a unit where that needs no fraction. */
export function amountText(quantity: LimitQuantity, value: number): string {
  const power = units.findLastIndex((_, at) => value % 1024 ** (at + 1) === 0);
  return quantity !== 'BYTES_PER_MINUTE' || power === -1
    ? value.toString()
    : `${value / 1024 ** (power + 1)} ${units[power]}`;
}

/** An amount as a person typed it: nothing is null, what is no amount is undefined. Bytes may have a unit. */
export function typedAmount(quantity: LimitQuantity, text: string): number | null | undefined {
  const [, digits = '', unit = ''] = /^\s*([\d\s,._]*?)\s*([kmg]ib)?\s*$/i.exec(text) ?? [];
  if (unit === '' || quantity !== 'BYTES_PER_MINUTE') return typedNumber(text);
  const value = typedNumber(digits);
  const power = units.findIndex((each) => each.toLowerCase() === unit.toLowerCase());
  return value == null ? undefined : value * 1024 ** (power + 1);
}

/** A limit in a few words. */
export function limitWords(quantity: LimitQuantity, value: number): string {
  const amount = amountWords(quantity, value);
  switch (quantity) {
    case 'REQUESTS_PER_MINUTE':
      return $localize`${amount}:amount: requests a minute`;
    case 'CONCURRENT_REQUESTS':
      return $localize`${amount}:amount: at once`;
    case 'OPEN_STREAMS':
      return $localize`${amount}:amount: open streams`;
    case 'BYTES_PER_MINUTE':
      return $localize`${amount}:amount: a minute`;
  }
}

/** The yes-or-no questions about results, as people say them. */
export const resultSwitches = [
  {
    key: 'redactSecrets',
    label: $localize`Replace secrets`,
    hint: $localize`Tokens, keys and passwords of well-known forms become [redacted: secret].`,
  },
  {
    key: 'redactPersonalData',
    label: $localize`Replace personal data`,
    hint: $localize`Email addresses, phone, bank account and card numbers become a mark that says which.`,
  },
  {
    key: 'reportMarkers',
    label: $localize`Report what tries to steer a model`,
    hint: $localize`Stands in the audit event of the call, by the name of the rule. The result is passed on as it is.`,
  },
  {
    key: 'removeHidden',
    label: $localize`Take out what is hidden`,
    hint: $localize`Invisible characters, and images that would be fetched from elsewhere.`,
  },
] as const;

export type ResultSwitch = (typeof resultSwitches)[number]['key'];

/**
 * A whole number as a person typed it: nothing is null, what is no number is undefined. A mark may stand before three
 * digits and nowhere else, so that half of something is not taken for many.
 */
export function typedNumber(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const digits = /^\d{1,3}(?:[\s,._]\d{3})+$/.test(trimmed) ? trimmed.replace(/\D/g, '') : trimmed;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
