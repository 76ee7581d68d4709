/**
 * An expected failure: somebody asked for something that cannot be done, and can be told why.
 *
 * Each feature lists its own codes in `<feature>.errors.ts`; the GraphQL layer turns a refusal into a member of the
 * payload union, and HTTP routes into a status. Whatever is not a `Refusal` is a fault and never shows its text.
 */
export class Refusal<Code extends string = string> extends Error {
  override readonly name = 'Refusal';

  constructor(
    /** Stable, machine-readable name of what is wrong. */
    readonly code: Code,
    /** What happened and why, in a sentence. */
    message: string,
    /** What the person can do next, in a sentence. */
    readonly nextStep: string,
    /** The input field at fault, as the caller named it. */
    readonly field?: string,
  ) {
    super(message);
  }
}

/** The same answer for "does not exist", "exists elsewhere" and "not for you": none of them may be told apart. */
export function notFound(what: string): Refusal<'not_found'> {
  return new Refusal(
    'not_found',
    `There is no such ${what}, or it is not visible to you.`,
    'Check the address, or ask an admin of your organization.',
  );
}

/** The object was changed by somebody else after the caller loaded it. */
export function staleVersion(what: string): Refusal<'stale_version'> {
  return new Refusal(
    'stale_version',
    `This ${what} was changed by someone else since you opened it. Nothing was saved.`,
    'Reload to see the change, then apply yours again.',
  );
}
