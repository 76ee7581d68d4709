import type { ConnectorStateFragment } from '../graphql/generated/graphql';
import type { Classification, ContractState, OfferingKind, RuleEffect } from '../graphql/generated/schema';

/** A connector as its own pages know it. */
export type ConnectorDetails = ConnectorStateFragment;

/** One offering of such a connector. */
export type ConnectorOffering = ConnectorDetails['offerings'][number];

/** The effect of the rule of one audience for an offering; null where there is none. The group null is everyone. */
export function effectFor(
  offering: Pick<ConnectorOffering, 'rules'>,
  groupId: string | null,
): RuleEffect | null {
  return offering.rules.find((rule) => (rule.group?.id ?? null) === groupId)?.effect ?? null;
}

/** Whether calls of an offering reach its server once a rule allows them: what changed is held, but reading goes on. */
export function isInForce(offering: {
  readonly contractState: ContractState;
  readonly classification: Classification;
}): boolean {
  return (
    offering.contractState === 'APPROVED' ||
    (offering.contractState === 'CHANGED' && offering.classification === 'READ')
  );
}

/** Whether an offering takes rules: a server's instructions are served to all once they are approved. */
export function takesRules(offering: { readonly kind: OfferingKind }): boolean {
  return offering.kind !== 'INSTRUCTIONS';
}

/** Whether what the server offers now waits for somebody's approval. */
export function waitsForApproval(offering: Pick<ConnectorOffering, 'contractState' | 'liveHash'>): boolean {
  return (
    (offering.contractState === 'NEW' || offering.contractState === 'CHANGED') && offering.liveHash !== null
  );
}

/** Offerings counted by kind: "3 tools, 1 prompt". */
export function kindCounts(offerings: readonly { readonly kind: OfferingKind }[]): string {
  const kinds: readonly OfferingKind[] = ['TOOL', 'RESOURCE', 'RESOURCE_TEMPLATE', 'PROMPT', 'INSTRUCTIONS'];
  return kinds
    .map((kind) => ({ kind, count: offerings.filter((offering) => offering.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => countOfKind(kind, count))
    .join(', ');
}

/** A number of offerings of one kind in words. */
export function countOfKind(kind: OfferingKind, count: number): string {
  const one = count === 1;
  switch (kind) {
    case 'TOOL':
      return one ? $localize`1 tool` : $localize`${count}:count: tools`;
    case 'RESOURCE':
      return one ? $localize`1 resource` : $localize`${count}:count: resources`;
    case 'RESOURCE_TEMPLATE':
      return one ? $localize`1 resource template` : $localize`${count}:count: resource templates`;
    case 'PROMPT':
      return one ? $localize`1 prompt` : $localize`${count}:count: prompts`;
    case 'INSTRUCTIONS':
      return one ? $localize`1 set of instructions` : $localize`${count}:count: sets of instructions`;
  }
}
