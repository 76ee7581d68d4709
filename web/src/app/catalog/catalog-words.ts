import type { CatalogStateFragment } from '../graphql/generated/graphql';
import type { Classification } from '../graphql/generated/schema';
import type { Status } from '../ui/status';

/** A connector as a member finds it. */
export type CatalogConnector = CatalogStateFragment;

/** One thing in it. */
export type CatalogOffering = CatalogConnector['offerings'][number];

/** What a member can do with a connector: a plain verb and what it goes for. */
export interface Ability {
  readonly verb: string;
  readonly classification: Classification;
  readonly offerings: readonly CatalogOffering[];
}

/** What is allowed, told by what it does: reading, changing, deleting. Tools come before resources and prompts. */
export function abilitiesOf(offerings: readonly CatalogOffering[]): Ability[] {
  const allowed = offerings.filter((offering) => offering.allowed && offering.kind !== 'INSTRUCTIONS');
  const classes: readonly Classification[] = ['READ', 'WRITE', 'DESTRUCTIVE'];
  return classes
    .map((classification) => ({
      classification,
      verb: verbOf(classification),
      offerings: allowed.filter((offering) => offering.classification === classification),
    }))
    .filter((ability) => ability.offerings.length > 0);
}

/** What is approved for others, and not for this member. Instructions are for the model, not for people. */
export function keptFrom(offerings: readonly CatalogOffering[]): CatalogOffering[] {
  return offerings.filter((offering) => !offering.allowed && offering.kind !== 'INSTRUCTIONS');
}

/** The names of offerings, each once: a resource and its template often share one. */
export function plainNames(offerings: readonly CatalogOffering[]): string[] {
  return [...new Set(offerings.map(plainName))];
}

/** What a person calls an offering: its title where it has one. */
export function plainName({ title, name }: { readonly title: string | null; readonly name: string }): string {
  return title ?? name;
}

/** The name of one offering in a list; what shares it with others is told apart by its own name. */
export function nameAmong(offering: CatalogOffering, all: readonly CatalogOffering[]): string {
  const name = plainName(offering);
  const isShared = all.filter((other) => plainName(other) === name).length > 1;
  return isShared && name !== offering.name ? `${name}: ${offering.name}` : name;
}

/** Whether a member can use a connector now, as icon and word. */
export function readiness(entry: CatalogConnector): Status {
  if (entry.state === 'SUSPENDED') {
    return { label: $localize`Suspended for now`, icon: 'pause_circle', tone: 'held' };
  }
  return entry.offerings.some((offering) => offering.allowed && offering.kind !== 'INSTRUCTIONS')
    ? { label: $localize`Ready to connect`, icon: 'check_circle', tone: 'allowed' }
    : { label: $localize`Nothing allowed for you`, icon: 'block', tone: 'neutral' };
}

/** Whether a connector has something to do with what somebody looks for. */
export function matches(entry: CatalogConnector, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  const texts = [
    entry.name,
    entry.purpose,
    entry.slug,
    ...entry.offerings.flatMap(({ name, title }) => [name, title ?? '']),
  ];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

function verbOf(classification: Classification): string {
  switch (classification) {
    case 'READ':
      return $localize`Can read`;
    case 'WRITE':
      return $localize`Can change`;
    case 'DESTRUCTIVE':
      return $localize`Can overwrite or delete`;
  }
}
