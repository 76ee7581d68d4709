import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { scanType } from '../contracts/contract-mapping.js';
import { ScanType } from '../contracts/contract.type.js';
import type { RequestContext } from '../kernel/request-context.js';
import { PageArgs, pageRequest, toConnection, type Connection } from '../platform/graphql/connection.type.js';
import { orRefusal, resultUnion, type RefusalType } from '../platform/graphql/refusal.type.js';
import type { Connector, Transition } from './connector.js';
import {
  ApproveOfferingsInput,
  ConnectorFilterInput,
  ConnectorStateInput,
  headerOf,
  RegisterConnectorInput,
  SetChangeHandlingInput,
  SetConnectorCredentialInput,
  StartScanInput,
  UpdateConnectorInput,
} from './connector.input.js';
import { ConnectorConnectionType, ConnectorType, connectorType } from './connector.type.js';
import { ConnectorsService } from './connectors.service.js';
import { ConnectorScansService } from './connector-scans.service.js';
import { RegistrationService } from './registration.service.js';

const StartScanResult = resultUnion('StartScanResult', () => ScanType);
const RegisterConnectorResult = resultUnion('RegisterConnectorResult', () => ConnectorType);
const UpdateConnectorResult = resultUnion('UpdateConnectorResult', () => ConnectorType);
const SetConnectorCredentialResult = resultUnion('SetConnectorCredentialResult', () => ConnectorType);
const SetChangeHandlingResult = resultUnion('SetChangeHandlingResult', () => ConnectorType);
const ApproveOfferingsResult = resultUnion('ApproveOfferingsResult', () => ConnectorType);
const SuspendConnectorResult = resultUnion('SuspendConnectorResult', () => ConnectorType);
const ResumeConnectorResult = resultUnion('ResumeConnectorResult', () => ConnectorType);
const RetireConnectorResult = resultUnion('RetireConnectorResult', () => ConnectorType);

type ConnectorOrRefusal = Promise<ConnectorType | RefusalType>;

@Resolver(() => ConnectorType)
export class ConnectorsResolver {
  constructor(
    private readonly service: ConnectorsService,
    private readonly scans: ConnectorScansService,
    private readonly registrations: RegistrationService,
  ) {}

  @Query(() => ConnectorConnectionType)
  @Allow('connector.read')
  async connectors(
    @Ctx() context: RequestContext,
    @Args() page: PageArgs,
    @Args('filter', { type: () => ConnectorFilterInput, nullable: true })
    filter?: ConnectorFilterInput | null,
  ): Promise<Connection<ConnectorType>> {
    const found = await this.service.page(
      context,
      {
        ...(filter?.search ? { search: filter.search } : {}),
        ...(filter?.states ? { states: filter.states } : {}),
        ...(filter?.heldOnly ? { heldOnly: true } : {}),
        ...(filter?.waiting ? { waiting: true } : {}),
      },
      pageRequest(page),
    );
    return toConnection(found, connectorType);
  }

  @Query(() => ConnectorType, { nullable: true })
  @Allow('connector.read')
  async connector(@Ctx() context: RequestContext, @Args('slug') slug: string): Promise<ConnectorType | null> {
    const connector = await this.service.findBySlug(context, slug);
    return connector ? connectorType(connector) : null;
  }

  @Mutation(() => StartScanResult)
  @Allow('connector.manage')
  startScan(
    @Ctx() context: RequestContext,
    @Args('input') input: StartScanInput,
  ): Promise<ScanType | RefusalType> {
    return orRefusal(async () =>
      scanType(
        input.connectorId
          ? await this.scans.scan(context, input.connectorId)
          : await this.registrations.look(context, {
              url: input.url ?? '',
              transport: input.transport ?? 'streamable-http',
              header: headerOf(input),
            }),
      ),
    );
  }

  @Mutation(() => RegisterConnectorResult)
  @Allow('connector.manage')
  registerConnector(
    @Ctx() context: RequestContext,
    @Args('input') input: RegisterConnectorInput,
  ): ConnectorOrRefusal {
    return shown(() =>
      this.registrations.register(context, {
        scanId: input.scanId,
        slug: input.slug,
        name: input.name,
        purpose: input.purpose ?? '',
        dataClass: input.dataClass ?? 'internal',
        ownerId: input.ownerId ?? null,
        header: headerOf(input),
      }),
    );
  }

  @Mutation(() => UpdateConnectorResult)
  @Allow('connector.manage')
  updateConnector(
    @Ctx() context: RequestContext,
    @Args('input') input: UpdateConnectorInput,
  ): ConnectorOrRefusal {
    return shown(() => this.service.update(context, input));
  }

  @Mutation(() => SetConnectorCredentialResult)
  @Allow('connector.manage')
  setConnectorCredential(
    @Ctx() context: RequestContext,
    @Args('input') input: SetConnectorCredentialInput,
  ): ConnectorOrRefusal {
    return shown(() =>
      this.service.setCredential(context, input.connectorId, input.version, headerOf(input)),
    );
  }

  @Mutation(() => SetChangeHandlingResult)
  @Allow('contract.approve')
  setChangeHandling(
    @Ctx() context: RequestContext,
    @Args('input') input: SetChangeHandlingInput,
  ): ConnectorOrRefusal {
    const { connectorId, version, handling } = input;
    return shown(() => this.service.setChangeHandling(context, connectorId, version, handling));
  }

  @Mutation(() => ApproveOfferingsResult)
  @Allow('contract.approve')
  approveOfferings(
    @Ctx() context: RequestContext,
    @Args('input') input: ApproveOfferingsInput,
  ): ConnectorOrRefusal {
    return shown(() => this.service.approve(context, input.connectorId, input.approvals));
  }

  @Mutation(() => SuspendConnectorResult)
  @Allow('connector.manage')
  suspendConnector(
    @Ctx() context: RequestContext,
    @Args('input') input: ConnectorStateInput,
  ): ConnectorOrRefusal {
    return this.transition(context, input, 'suspend');
  }

  @Mutation(() => ResumeConnectorResult)
  @Allow('connector.manage')
  resumeConnector(
    @Ctx() context: RequestContext,
    @Args('input') input: ConnectorStateInput,
  ): ConnectorOrRefusal {
    return this.transition(context, input, 'resume');
  }

  @Mutation(() => RetireConnectorResult)
  @Allow('connector.manage')
  retireConnector(
    @Ctx() context: RequestContext,
    @Args('input') input: ConnectorStateInput,
  ): ConnectorOrRefusal {
    return this.transition(context, input, 'retire');
  }

  private transition(
    context: RequestContext,
    input: ConnectorStateInput,
    transition: Transition,
  ): ConnectorOrRefusal {
    return shown(() =>
      this.service.transition(context, input.id, input.version, transition, input.reason ?? ''),
    );
  }
}

function shown(useCase: () => Promise<Connector>): ConnectorOrRefusal {
  return orRefusal(async () => connectorType(await useCase()));
}
