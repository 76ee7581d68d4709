/** An audience of a connector: a group, or everyone where the group is null. */
export interface Audience {
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly memberCount: number;
}

/** The name of an audience. */
export function audienceName(group: { readonly name: string } | null): string {
  return group ? group.name : $localize`Everyone`;
}

/** Audiences in a few words for a table: "Everyone", "Sales, Finance", "Sales and 3 more". */
export function audienceSummary(audiences: readonly Audience[]): string {
  if (audiences.length === 0) return $localize`Nobody`;
  if (audiences.some((audience) => audience.group === null)) return $localize`Everyone`;
  const names = audiences.map((audience) => audienceName(audience.group));
  return names.length > 2
    ? $localize`${names[0]}:group: and ${names.length - 1}:count: more`
    : names.join(', ');
}

/** How many people audiences reach: exact for one, an upper bound where groups may share members. */
export function reachOf(audiences: readonly Audience[]): {
  readonly people: number;
  readonly exact: boolean;
} {
  const everyone = audiences.find((audience) => audience.group === null);
  if (everyone) return { people: everyone.memberCount, exact: true };
  const people = audiences.reduce((sum, audience) => sum + audience.memberCount, 0);
  return { people, exact: audiences.length < 2 };
}

/** A number of people in words: "1 person", "up to 55 people". */
export function peopleWords(people: number, exact = true): string {
  if (!exact) return $localize`up to ${people}:count: people`;
  return people === 1 ? $localize`1 person` : $localize`${people}:count: people`;
}

/** Whether two lists of audiences are the same, in any order. */
export function sameAudiences(one: readonly Audience[], other: readonly Audience[]): boolean {
  const ids = new Set(one.map((audience) => audience.group?.id ?? null));
  return one.length === other.length && other.every((audience) => ids.has(audience.group?.id ?? null));
}
