import { SAMPLE_PEOPLE, type PeopleOrganization } from '../openid/index.js';
import type { ActingPerson } from './acting-person.js';
import { SeedFailure } from './seed-failure.js';

/** The identifiers that Castellan gave the sample people and their groups. */
export interface Directory {
  /** The member who is this sample person. */
  member(sub: string): string;
  /** The groups of these names. */
  groups(names: readonly string[]): string[];
}

interface Answer {
  readonly members: { readonly edges: readonly { readonly node: { id: string; email: string | null } }[] };
  readonly groups: { readonly edges: readonly { readonly node: { id: string; name: string } }[] };
}

/** Asks who the members and groups are; everyone has signed in by then. */
export async function readDirectory(
  person: ActingPerson,
  organization: PeopleOrganization,
): Promise<Directory> {
  const { members, groups } = await person.query<Answer>(`query Seed {
    members(first: 100) { edges { node { id email } } }
    groups(first: 100) { edges { node { id name } } }
  }`);
  const emails = new Map(SAMPLE_PEOPLE[organization].map(({ sub, email }) => [sub, email]));
  const memberIds = new Map(members.edges.map(({ node }) => [node.email, node.id]));
  const groupIds = new Map(groups.edges.map(({ node }) => [node.name, node.id]));
  return {
    member: (sub) => known(memberIds.get(emails.get(sub) ?? null), `member ${sub}`),
    groups: (names) => names.map((name) => known(groupIds.get(name), `group ${name}`)),
  };
}

function known(id: string | undefined, what: string): string {
  if (id === undefined) throw new SeedFailure(`The sample ${what} is not in Castellan's directory.`);
  return id;
}
