/** What only some servers have, and what to say of one that has not. */
export const absent = {
  structured: 'the server answers in text alone',
  write: 'the server has nothing to write',
  failure: 'no tool of the server fails on purpose',
  content: 'the server answers in text alone',
  large: 'no tool of the server repeats a long text',
  progress: 'no tool of the server reports progress',
  elicitation: 'the server asks the person nothing',
  sampling: 'the server asks no model',
  resource: 'the server has no resources',
  prompt: 'the server has no prompts',
} as const;

/** One thing that is tried with every client and every server. */
export type Capability = keyof typeof absent | 'list' | 'read' | 'blocked' | 'hidden' | 'trail';

/** Why a client or a server cannot take part in a trial. */
export type Reasons = Readonly<Partial<Record<Capability, string>>>;
