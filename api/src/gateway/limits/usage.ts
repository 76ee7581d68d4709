import type { LimitSubject, SubjectLimits } from '../../kernel/limits.js';
import { SubjectUse, type Held, type Reached, type SharedUse, type Wanted } from './subject-use.js';

/** Somebody or something whose use is counted. */
export interface Subject {
  readonly organizationId: string;
  readonly kind: LimitSubject;
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  readonly limits: SubjectLimits;
}

/** What one subject used since the others were last told. */
export interface Told {
  readonly organizationId: string;
  readonly id: string;
  readonly limits: SubjectLimits;
  readonly requests: number;
  readonly bytes: number;
  readonly concurrent: number;
  readonly streams: number;
}

/** What the others answer. */
export interface Learned extends SharedUse {
  readonly id: string;
}

interface Counted {
  readonly organizationId: string;
  readonly use: SubjectUse;
}

/** Others that have not been heard of for this long may have used anything. */
const heardWithinMs = 5_000;

/** The use of every subject this process has to do with. Ids are unique across kinds and organizations. */
export class Usage {
  readonly #counted = new Map<string, Counted>();
  #heardAt: number;
  #replicas = 1;

  constructor(now: number) {
    this.#heardAt = now;
  }

  /** The first limit of these subjects that is reached, with whose it is. */
  problem(
    subjects: readonly Subject[],
    wants: Wanted,
    now: number,
  ): { subject: Subject; reached: Reached } | undefined {
    const share = this.#shareAt(now);
    for (const subject of subjects) {
      const reached = this.#of(subject, now).problem(subject.limits, wants, now, share);
      if (reached) return { subject, reached };
    }
    return undefined;
  }

  request(subjects: readonly Subject[], now: number): void {
    for (const subject of subjects) this.#of(subject, now).request();
  }

  transferred(subjects: readonly Subject[], bytes: number, now: number): void {
    for (const subject of subjects) this.#of(subject, now).transferred(bytes, now);
  }

  hold(subjects: readonly Subject[], what: Held, by: 1 | -1, now: number): void {
    for (const subject of subjects) this.#of(subject, now).hold(what, by);
  }

  /** What changed since the last time, for the others; forgets whom nobody uses. */
  handOver(now: number): Told[] {
    const told: Told[] = [];
    for (const [id, { organizationId, use }] of this.#counted) {
      if (use.isTouched) told.push({ organizationId, id, limits: use.limits, ...use.handOver() });
      else if (use.isIdle(now)) this.#counted.delete(id);
    }
    return told;
  }

  /** Nobody answered: what was told is told again. */
  takeBack(told: readonly Told[]): void {
    for (const each of told) this.#counted.get(each.id)?.use.takeBack(each);
  }

  /** What the others answered. */
  learn(learned: readonly Learned[], replicas: number, now: number): void {
    this.#heardAt = now;
    this.#replicas = Math.max(1, replicas);
    for (const each of learned) this.#counted.get(each.id)?.use.learn(each, now);
  }

  /** While the others cannot be heard, each replica keeps to its even share of every limit. */
  #shareAt(now: number): number {
    return now - this.#heardAt > heardWithinMs ? 1 / this.#replicas : 1;
  }

  #of({ id, organizationId, limits }: Subject, now: number): SubjectUse {
    const known = this.#counted.get(id);
    if (known) return known.use;
    const use = new SubjectUse(limits, now);
    this.#counted.set(id, { organizationId, use });
    return use;
  }
}
