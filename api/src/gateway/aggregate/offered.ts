import { Injectable } from '@nestjs/common';
import { listable } from '../../policies/decide.js';
import type {
  CompiledConnector,
  CompiledOffering,
  CompiledPolicy,
  OfferingKind,
} from '../../policies/policy.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import { ConnectorDirectory } from '../offerings/connector-directory.js';
import type { ServedDefinition } from '../offerings/served-definition.js';
import type { Caller } from '../pipeline/authenticate.js';
import { exposedName, isExposable } from './exposed-name.js';

/** An offering that a caller may use, with its approved contract. */
export interface Offered {
  readonly connector: CompiledConnector;
  readonly offering: CompiledOffering;
  readonly definition: ServedDefinition;
}

/** What the policy allows a caller of one kind, by connector and name: always in the same order. */
export function allowed(policy: CompiledPolicy, { principal, scope }: Caller, kind: OfferingKind) {
  return listable(policy, principal, scope, { kind }).filter(
    ({ connector, offering }) => kind !== 'tool' || isExposable(connector.slug, offering.name),
  );
}

// Definitions never change and belong to one connector, whose word never changes either.
const exposedTexts: Readonly<Record<Era, WeakMap<ServedDefinition, string>>> = {
  modern: new WeakMap(),
  legacy: new WeakMap(),
};

/** The approved definition as JSON text for a client of an era, under the name it has at the aggregated address. */
export function exposedText({ connector, offering, definition }: Offered, era: Era): string {
  if (offering.kind !== 'tool' && offering.kind !== 'prompt') return definition.jsonFor(era);
  let text = exposedTexts[era].get(definition);
  if (text === undefined) {
    text = JSON.stringify({
      ...definition.definitionFor(era),
      name: exposedName(connector.slug, offering.name),
    });
    exposedTexts[era].set(definition, text);
  }
  return text;
}

/** Adds approved contracts to what the policy allows. No upstream is asked, so none can hold up the others. */
@Injectable()
export class OfferedDefinitions {
  constructor(private readonly directory: ConnectorDirectory) {}

  /** The first of the given offerings that can be served, at most so many. What comes later is not even read. */
  async first(policy: CompiledPolicy, listed: ReturnType<typeof allowed>, most: number): Promise<Offered[]> {
    const found: Offered[] = [];
    for (let from = 0; from < listed.length && found.length < most; from += most) {
      found.push(...(await this.of(policy, listed.slice(from, from + most))));
    }
    return found.slice(0, most);
  }

  /** Those of the given offerings that can be served, in the given order. */
  async of(policy: CompiledPolicy, listed: ReturnType<typeof allowed>): Promise<Offered[]> {
    const connectors = [...new Set(listed.map(({ connector }) => connector))];
    const served = new Map(
      await Promise.all(
        connectors.map(
          async (connector) => [connector.id, await this.directory.get(policy, connector)] as const,
        ),
      ),
    );
    return listed.flatMap(({ connector, offering }) => {
      const hash = offering.approvedHash;
      const definition = hash === null ? undefined : served.get(connector.id)?.definitions.get(hash);
      return definition?.isServable ? [{ connector, offering, definition }] : [];
    });
  }
}
