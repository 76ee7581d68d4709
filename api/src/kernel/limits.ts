/** Whose use is counted. */
export const limitSubjects = ['token', 'member', 'tool', 'connector', 'organization'] as const;
export type LimitSubject = (typeof limitSubjects)[number];

/** What is counted of it. */
export const limitQuantities = [
  'requestsPerMinute',
  'concurrentRequests',
  'openStreams',
  'bytesPerMinute',
] as const;
export type LimitQuantity = (typeof limitQuantities)[number];

/** How much one subject may use. A quantity that is missing is not limited. */
export type SubjectLimits = Readonly<Partial<Record<LimitQuantity, number>>>;

/** How much each kind of subject may use. */
export type Limits = Readonly<Record<LimitSubject, SubjectLimits>>;

/** Limits of which some are chosen; the others come from somewhere else. */
export type LimitChoices = Readonly<Partial<Record<LimitSubject, SubjectLimits>>>;

/** What an installation limits unless an organization chooses otherwise, and the most it may choose. */
export interface LimitFrame {
  readonly defaults: Limits;
  readonly ceilings: Limits;
}

const mebibyte = 1024 * 1024;

/** What an installation limits unless it is configured otherwise. */
export const defaultLimits: Limits = {
  token: {
    requestsPerMinute: 1_200,
    concurrentRequests: 128,
    openStreams: 16,
    bytesPerMinute: 256 * mebibyte,
  },
  member: {
    requestsPerMinute: 2_400,
    concurrentRequests: 256,
    openStreams: 64,
    bytesPerMinute: 512 * mebibyte,
  },
  // A tool has no streams of its own: they announce what a whole connector offers.
  tool: { requestsPerMinute: 6_000, concurrentRequests: 256, bytesPerMinute: 1_024 * mebibyte },
  connector: {
    requestsPerMinute: 12_000,
    concurrentRequests: 512,
    openStreams: 20_000,
    bytesPerMinute: 2_048 * mebibyte,
  },
  organization: {
    requestsPerMinute: 60_000,
    concurrentRequests: 4_096,
    openStreams: 50_000,
    bytesPerMinute: 8_192 * mebibyte,
  },
};

const ceilingFactor = 10;

/** Whether something of this kind of subject can be limited. */
export function isLimitable(subject: LimitSubject, quantity: LimitQuantity): boolean {
  return defaultLimits[subject][quantity] !== undefined;
}

/** The limits of an installation: what was configured, over what is usual. */
export function limitFrame(defaults: LimitChoices = {}, ceilings: LimitChoices = {}): LimitFrame {
  const usual = withChoices(defaultLimits, defaults);
  const most = mapped((subject, quantity) => {
    const chosen = usual[subject][quantity] ?? 0;
    return Math.max(chosen, (defaultLimits[subject][quantity] ?? 0) * ceilingFactor);
  });
  return { defaults: usual, ceilings: withChoices(most, ceilings) };
}

/** Limits with some of them replaced. */
export function withChoices(limits: Limits, choices: LimitChoices): Limits {
  return mapped((subject, quantity) => choices[subject]?.[quantity] ?? limits[subject][quantity]);
}

/** Limits of which none is above its ceiling: a ceiling may have been lowered after a choice was made. */
export function within(limits: Limits, ceilings: Limits): Limits {
  return mapped((subject, quantity) => {
    const limit = limits[subject][quantity];
    const ceiling = ceilings[subject][quantity];
    return limit === undefined || ceiling === undefined ? (limit ?? ceiling) : Math.min(limit, ceiling);
  });
}

function mapped(value: (subject: LimitSubject, quantity: LimitQuantity) => number | undefined): Limits {
  return Object.fromEntries(
    limitSubjects.map((subject) => [
      subject,
      Object.fromEntries(
        limitQuantities
          .filter((quantity) => isLimitable(subject, quantity))
          .map((quantity) => [quantity, value(subject, quantity)]),
      ),
    ]),
  ) as Limits;
}
