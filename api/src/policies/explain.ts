import {
  everyone,
  type CompiledConnector,
  type CompiledOffering,
  type CompiledPolicy,
  type Decision,
  type Ground,
  type Principal,
  type RuleEffect,
} from './policy.js';

type Words = Pick<Decision, 'rule' | 'reason' | 'nextStep'>;

const askAnAdmin = 'Ask an admin of your organization.';
const nothingElse = 'Default: what no rule allows is denied.';
const notThere = 'Check the name, or ask an admin of your organization.';

/** The words of a decision. They name groups and connectors, never a person. */
export function explain(
  policy: CompiledPolicy,
  ground: Ground,
  principal: Principal,
  connector: CompiledConnector | undefined,
  offering: CompiledOffering | undefined,
): Words {
  const what = offering ? `The ${words[offering.kind]} ${offering.name}` : 'This';
  const where = connector?.name ?? 'This connector';
  const audience = (effect: RuleEffect) =>
    offering ? audienceWords(policy, offering, principal, effect) : everyone;
  switch (ground) {
    case 'unknown_connector':
      return { rule: nothingElse, reason: 'There is no such connector.', nextStep: notThere };
    case 'connector_draft':
      return {
        rule: 'Connector: a draft is published to nobody.',
        reason: `${where} is a draft.`,
        nextStep: 'Publish it first.',
      };
    case 'connector_suspended':
      return {
        rule: 'Connector: suspended.',
        reason: `${where} was suspended by an admin; nothing in it can be used until it is resumed.`,
        nextStep: 'Try again later, or ask an admin why it was suspended.',
      };
    case 'connector_retired':
      return {
        rule: 'Connector: retired.',
        reason: `${where} was retired and can no longer be used.`,
        nextStep: 'Remove it from your client, and ask an admin what replaces it.',
      };
    case 'unknown_offering':
      return { rule: nothingElse, reason: `${where} offers nothing of this name.`, nextStep: notThere };
    case 'not_approved':
      return {
        rule: 'Contract: not approved.',
        reason: `${what} was never approved.`,
        nextStep: 'Review and approve its definition first.',
      };
    case 'contract_gone':
      return {
        rule: 'Contract: gone.',
        reason: `${what} is approved, but the server of ${where} does not offer it any more.`,
        nextStep: "Refresh your client's list of tools, or ask the owner of the connector.",
      };
    case 'contract_changed':
      return {
        rule: 'Contract: changed since it was approved, and held.',
        reason: `${what} changed on its server after it was approved, and it can change data, so it is held until someone reviews it.`,
        nextStep: 'Ask an admin to review the change.',
      };
    case 'not_published':
      return {
        rule: 'Publication: not for this member.',
        reason: `${where} is not published to this member or to a group of theirs.`,
        nextStep: askAnAdmin,
      };
    case 'rule_block':
      return {
        rule: `Rule: blocked for ${audience('block')}.`,
        reason: `${what} is blocked for ${audience('block')}, and a block always wins.`,
        nextStep: askAnAdmin,
      };
    case 'no_rule':
      return {
        rule: nothingElse,
        reason: `${what} is not allowed yet: no rule allows it for you.`,
        nextStep: 'Ask an admin to allow it for you or for a group of yours.',
      };
    case 'token_connector':
      return {
        rule: 'Token: does not include this connector.',
        reason: `The token in use does not reach ${where}.`,
        nextStep: 'Use a token that includes it, or create one.',
      };
    case 'token_tool':
      return {
        rule: `Token: does not include this ${offering ? words[offering.kind] : 'offering'}.`,
        reason: `${what} is allowed for you, but the token in use does not include it.`,
        nextStep: 'Use a token that includes it, or create one.',
      };
    case 'token_read_only':
      return {
        rule: 'Token: reads only.',
        reason: `${what} can change data, and the token in use may only read.`,
        nextStep: 'Use a token with write access, or create one.',
      };
    case 'member_inactive':
      return {
        rule: 'Member: disabled.',
        reason: 'This member is disabled and can use nothing.',
        nextStep: askAnAdmin,
      };
    case 'rule_allow':
      return {
        rule: `Rule: allowed for ${audience('allow')}.`,
        reason: `${what} is allowed for ${audience('allow')}.${held(offering)}`,
        nextStep: 'Nothing is needed.',
      };
    case 'instructions_approved':
      return {
        rule: 'Contract: the instructions are approved.',
        reason: `The instructions of ${where} are approved for everyone it is published to.${held(offering)}`,
        nextStep: 'Nothing is needed.',
      };
  }
}

const words = {
  tool: 'tool',
  resource: 'resource',
  resource_template: 'resource template',
  prompt: 'prompt',
  instructions: 'instructions',
} as const;

function held(offering: CompiledOffering | undefined): string {
  return offering?.contract === 'changed' ? ' It changed on its server; what was approved is served.' : '';
}

/** The audiences of this principal that have this effect: "everyone", or the groups by name. */
function audienceWords(
  policy: CompiledPolicy,
  offering: CompiledOffering,
  principal: Principal,
  effect: RuleEffect,
): string {
  if (offering.rules.get(everyone) === effect) return 'everyone';
  const names = [...offering.rules]
    .filter(([audience, its]) => its === effect && principal.groupIds.has(audience))
    .map(([audience]) => policy.groupNames.get(audience) ?? 'a group without a name')
    .sort();
  return `the group${names.length > 1 ? 's' : ''} ${names.join(', ')}`;
}
