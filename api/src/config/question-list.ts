/**
 * What servers may ask in the middle of calls, and how long calls may wait for the answers. Each has the least and the
 * most it may be set to.
 */
const ranges = {
  /** Calls that wait while their clients are away. */
  callsPerToken: [0, 10_000],
  callsPerMember: [0, 10_000],
  callsPerOrganization: [0, 10_000],
  callsPerProcess: [0, 10_000],
  /** What a person has for an answer, and a call for all of it. */
  answerSeconds: [5, 86_400],
  callSeconds: [5, 86_400],
  /** What one call may ask together, and how often. */
  questionsAtOnce: [1, 1_000],
  rounds: [1, 1_000],
  /** What is kept of a call while its client is away, and of all calls. */
  kilobytesPerCall: [1, 4_096],
  megabytes: [1, 4_096],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export type QuestionLimit = keyof typeof ranges;

/** What an operator chose; the rest is the gateway's own. */
export type QuestionLimits = Readonly<Partial<Record<QuestionLimit, number>>>;

const variable = 'CASTELLAN_QUESTIONS';

/** Reads limits written as `answerSeconds=300,rounds=8`, or says what is wrong with them. */
export function readQuestionLimits(text: string | undefined): QuestionLimits | { problem: string } {
  const chosen: Partial<Record<QuestionLimit, number>> = {};
  for (const entry of (text ?? '').split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, name = '', digits] = /^(\w+)=(\d{1,9})$/.exec(entry) ?? [];
    if (!isQuestionLimit(name)) {
      const names = Object.keys(ranges).join(', ');
      return { problem: `${variable}: "${entry}" is no limit. Write name=number; names are ${names}.` };
    }
    const [least, most] = ranges[name];
    const value = Number(digits);
    if (value < least || value > most) {
      return { problem: `${variable}: ${name} must be between ${least} and ${most}, not ${value}.` };
    }
    chosen[name] = value;
  }
  return chosen;
}

function isQuestionLimit(name: string): name is QuestionLimit {
  return Object.hasOwn(ranges, name);
}
