/** An organization whose sample people can sign in. */
export type PeopleOrganization = 'acme' | 'northfield';

/** A sample person of the evaluation environment. */
export interface SamplePerson {
  /** Stable subject identifier, unique in the organization. */
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  /** What the person is there to try out, for people to read. */
  readonly purpose: string;
  /** Groups of the organization's directory, as the `groups` claim carries them. */
  readonly groups: readonly string[];
}

function people(
  organization: PeopleOrganization,
  rows: readonly [name: string, purpose: string, groups: readonly string[]][],
): readonly SamplePerson[] {
  return rows.map(([name, purpose, groups]) => {
    const login = name.toLowerCase().replace(' ', '.');
    return {
      sub: `${organization}-${login.replace('.', '-')}`,
      name,
      email: `${login}@${organization}.example`,
      purpose,
      groups: [...groups, `everyone-${organization}`],
    };
  });
}

/** The sample people, by organization; every role of the product has somebody. */
export const SAMPLE_PEOPLE: Record<PeopleOrganization, readonly SamplePerson[]> = {
  acme: people('acme', [
    ['Omar Owner', 'Owner', ['castellan-owners']],
    ['Ada Admin', 'Workspace admin', ['castellan-admins', 'engineering']],
    ['Rita Reviewer', 'Security reviewer', ['castellan-reviewers', 'engineering']],
    ['Aldo Auditor', 'Auditor', ['castellan-auditors']],
    ['Una Unit', 'Unit admin of sales', ['castellan-unit-admins', 'sales']],
    ['Dev Developer', 'Developer of connectors', ['castellan-developers', 'engineering']],
    ['Max Member', 'Member, sales', ['sales']],
    ['Selma Sales', 'Member, sales', ['sales']],
    ['Erik Engineer', 'Member, engineering', ['engineering']],
    ['Fia Finance', 'Member, finance', ['finance']],
  ]),
  northfield: people('northfield', [
    ['Olive Owner', 'Owner', ['castellan-owners']],
    ['Adam Admin', 'Workspace admin', ['castellan-admins', 'it-staff']],
    ['Rosa Reviewer', 'Security reviewer', ['castellan-reviewers', 'it-staff']],
    ['Anya Auditor', 'Auditor', ['castellan-auditors']],
    ['Uma Unit', 'Unit admin of science', ['castellan-unit-admins', 'teachers']],
    ['Dina Developer', 'Developer of connectors', ['castellan-developers', 'it-staff']],
    ['Tess Teacher', 'Member, teacher', ['teachers']],
    ['Theo Teacher', 'Member, teacher', ['teachers']],
    ['Stu Student', 'Member, student', ['students']],
    ['Sia Student', 'Member, student', ['students']],
    ['Ian It', 'Member, IT staff', ['it-staff']],
  ]),
};
