import {
  isLimitable,
  limitFrame,
  limitQuantities,
  limitSubjects,
  type LimitChoices,
  type LimitFrame,
  type LimitQuantity,
  type LimitSubject,
  type SubjectLimits,
} from '../kernel/limits.js';

/** Reads limits written as `member.requestsPerMinute=600,connector.openStreams=50`, or says what is wrong with them. */
export function readLimits(name: string, text: string | undefined): LimitChoices | { problem: string } {
  const choices: Partial<Record<LimitSubject, SubjectLimits>> = {};
  for (const entry of (text ?? '').split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, subject, quantity, digits] = /^(\w+)\.(\w+)=(\d{1,15})$/.exec(entry) ?? [];
    const value = Number(digits);
    if (!isSubject(subject) || !isQuantity(quantity) || !isLimitable(subject, quantity) || value < 1) {
      return {
        problem:
          `${name}: "${entry}" is no limit. Write subject.quantity=number, such as member.requestsPerMinute=600; ` +
          `subjects are ${limitSubjects.join(', ')}, quantities ${limitQuantities.join(', ')} (a tool has no openStreams).`,
      };
    }
    choices[subject] = { ...choices[subject], [quantity]: value };
  }
  return choices;
}

/** The limits of an installation from its two variables, or what is wrong with them. */
export function readLimitFrame(
  limits: string | undefined,
  ceilings: string | undefined,
): LimitFrame | { problem: string } {
  const chosen = readLimits('CASTELLAN_LIMITS', limits);
  if ('problem' in chosen) return chosen;
  const most = readLimits('CASTELLAN_LIMIT_CEILINGS', ceilings);
  if ('problem' in most) return most;
  const frame = limitFrame(chosen, most);
  for (const subject of limitSubjects) {
    for (const quantity of limitQuantities) {
      const limit = frame.defaults[subject][quantity] ?? 0;
      const ceiling = frame.ceilings[subject][quantity] ?? 0;
      if (limit <= ceiling) continue;
      return {
        problem: `CASTELLAN_LIMIT_CEILINGS: ${subject}.${quantity}=${ceiling} is below the limit of ${limit} that holds where nothing else is chosen. Lower that in CASTELLAN_LIMITS too.`,
      };
    }
  }
  return frame;
}

function isSubject(text: string | undefined): text is LimitSubject {
  return (limitSubjects as readonly (string | undefined)[]).includes(text);
}

function isQuantity(text: string | undefined): text is LimitQuantity {
  return (limitQuantities as readonly (string | undefined)[]).includes(text);
}
