import type { LimitQuantity, LimitSubject } from '../graphql/generated/schema';

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

/** What is limited, as people say it. */
export const quantityWords: Readonly<Record<LimitQuantity, string>> = {
  REQUESTS_PER_MINUTE: $localize`Requests a minute`,
  CONCURRENT_REQUESTS: $localize`Requests at once`,
  OPEN_STREAMS: $localize`Open streams`,
  BYTES_PER_MINUTE: $localize`Bytes a minute`,
};

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

/** A whole number as a person typed it: nothing is null, what is no number is undefined. */
export function typedNumber(text: string): number | null | undefined {
  const digits = text.replace(/[\s,._]/g, '');
  if (digits === '') return null;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
