import { audienceName, peopleWords, reachOf, type Audience } from '../audience-words';
import {
  effectFor,
  isInForce,
  kindCounts,
  takesRules,
  type ConnectorDetails,
  type ConnectorOffering,
} from '../offerings';

/** What publishing to these audiences lets people do, in sentences. */
export interface PublishConsequence {
  readonly headline: string;
  readonly details: readonly string[];
}

/** Says who will be able to use how much once a connector is published to these audiences, and who loses it. */
export function publishConsequence(
  connector: ConnectorDetails,
  wanted: readonly Audience[],
  everyoneWords: string,
): PublishConsequence {
  const lost = connector.publications.filter((publication) => !covers(wanted, publication.group?.id ?? null));
  const losing = lost.map((publication) => losingWords(publication));
  if (wanted.length === 0) {
    return { headline: $localize`Nobody can use it; it becomes a draft again.`, details: losing };
  }
  const people = wanted.some((audience) => audience.group === null)
    ? everyoneWords
    : capital(peopleWords(reachOf(wanted).people, reachOf(wanted).exact));
  const usable = usableFor(connector, wanted);
  const headline = usable.length
    ? $localize`${people}:people: will be able to use ${kindCounts(usable)}:what:.`
    : $localize`${people}:people: will find it in the catalog, but can use nothing in it: no approved offering is allowed for them yet.`;
  const perGroup = wanted.length > 1 ? wanted.map((audience) => groupWords(connector, audience)) : [];
  return { headline, details: [...perGroup, ...losing] };
}

/** What members of an audience may use: allowed by a rule, blocked by none, and approved. */
export function usableBy(connector: ConnectorDetails, groupId: string | null): ConnectorOffering[] {
  return connector.offerings.filter((offering) => {
    if (!isInForce(offering)) return false;
    if (!takesRules(offering)) return true;
    const effects = [effectFor(offering, null), ...(groupId === null ? [] : [effectFor(offering, groupId)])];
    return effects.includes('ALLOW') && !effects.includes('BLOCK');
  });
}

function usableFor(connector: ConnectorDetails, wanted: readonly Audience[]): ConnectorOffering[] {
  const ids = new Set(
    wanted.flatMap((audience) =>
      usableBy(connector, audience.group?.id ?? null)
        .filter(takesRules)
        .map(({ id }) => id),
    ),
  );
  return connector.offerings.filter((offering) => ids.has(offering.id));
}

function groupWords(connector: ConnectorDetails, audience: Audience): string {
  const usable = usableBy(connector, audience.group?.id ?? null).filter(takesRules);
  const what = usable.length ? kindCounts(usable) : $localize`nothing yet`;
  return $localize`${audienceName(audience.group)}:audience: (${peopleWords(audience.memberCount)}:people:): ${what}:what:`;
}

function losingWords(audience: Audience): string {
  return $localize`${audienceName(audience.group)}:audience: (${peopleWords(audience.memberCount)}:people:) loses it, unless another audience includes them.`;
}

/** Whether the audiences include all of this one's people. */
function covers(wanted: readonly Audience[], groupId: string | null): boolean {
  return wanted.some((audience) => audience.group === null || audience.group.id === groupId);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
