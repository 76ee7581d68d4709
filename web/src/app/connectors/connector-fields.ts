import type { DataClass, Transport } from '../graphql/generated/schema';

/** The classes of data with what each means for the person who has to choose. */
export const dataClasses: readonly {
  readonly value: DataClass;
  readonly label: string;
  readonly means: string;
}[] = [
  { value: 'PUBLIC', label: $localize`Public`, means: $localize`anyone may know it` },
  { value: 'INTERNAL', label: $localize`Internal`, means: $localize`for people of the organization` },
  { value: 'CONFIDENTIAL', label: $localize`Confidential`, means: $localize`for those who need it` },
  {
    value: 'RESTRICTED',
    label: $localize`Restricted`,
    means: $localize`personal, financial or regulated data`,
  },
];

/** The ways to reach an MCP server, in words. */
export const transports: readonly { readonly value: Transport; readonly label: string }[] = [
  { value: 'STREAMABLE_HTTP', label: $localize`Streamable HTTP` },
  { value: 'HTTP_SSE', label: $localize`HTTP with server-sent events (older servers)` },
];

/** Whether a text is an address this console can ask for; whether it may be reached is for the server to say. */
export function isWebAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text.trim()).protocol);
  } catch {
    // Not an address at all, which is what is asked here.
    return false;
  }
}

/** Whether a text can be the name of an HTTP header. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(text);
}
