import { Refusal } from '../kernel/refusal.js';
import { refusalType } from '../platform/graphql/refusal.type.js';
import { contractState } from './contract.js';
import { OfferingType, ScanType } from './contract.type.js';
import { fieldChanges } from './field-changes.js';
import { findingsOf } from './findings.js';
import type { Offering } from './offering.js';
import type { Scan, ScanStepName } from './scan.js';

const titles: Readonly<Record<ScanStepName, string>> = {
  address: 'Check the address',
  connect: 'Connect',
  protocol: 'Agree on a protocol revision',
  tools: 'List tools',
  resources: 'List resources',
  prompts: 'List prompts',
  check: 'Check definitions',
};

export function scanType(scan: Scan): ScanType {
  return Object.assign(new ScanType(), {
    id: scan.id,
    status: scan.status,
    url: scan.url,
    startedAt: scan.startedAt,
    finishedAt: scan.finishedAt,
    steps: scan.steps.map((step) => ({ ...step, title: titles[step.name] })),
    failure: scan.failure
      ? refusalType(new Refusal(scan.failure.code, scan.failure.message, scan.failure.nextStep))
      : null,
    protocolRevision: scan.verdict?.revision ?? null,
    transport: scan.verdict?.transport ?? null,
    serverName: scan.verdict?.serverInfo.title ?? scan.verdict?.serverInfo.name ?? null,
    serverVersion: scan.verdict?.serverInfo.version ?? null,
    refused: scan.refused,
    added: scan.changes?.added ?? 0,
    removed: scan.changes?.removed ?? 0,
    changed: scan.changes?.changed ?? 0,
  });
}

/** Shows the live definition; where the server offers it no more, the approved one. */
export function offeringType(offering: Offering): OfferingType {
  const definition = offering.liveDefinition ?? offering.approvedDefinition ?? {};
  const state = contractState(offering.approvedHash, offering.liveHash);
  const title = definition['title'] ?? (definition['annotations'] as { title?: unknown } | undefined)?.title;
  return Object.assign(new OfferingType(), {
    id: offering.id,
    kind: offering.kind,
    name: offering.name,
    title: typeof title === 'string' ? title : null,
    description: typeof definition['description'] === 'string' ? definition['description'] : null,
    classification: offering.classification,
    contractState: state,
    liveHash: offering.liveHash,
    approvedHash: offering.approvedHash,
    approvedAt: offering.approvedAt,
    liveDefinition: offering.liveDefinition,
    approvedDefinition: offering.approvedDefinition,
    annotations: definition['annotations'] ?? null,
    changes: state === 'changed' ? fieldChanges(offering.approvedDefinition, offering.liveDefinition) : [],
    findings: findingsOf({ hash: '', kind: offering.kind, name: offering.name, definition }),
    connectorId: offering.connectorId,
    approverId: offering.approvedBy,
    classifierId: offering.classifiedBy,
  });
}
