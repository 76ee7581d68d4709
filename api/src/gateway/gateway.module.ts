import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { ConnectorsModule } from '../connectors/connectors.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { HealthModule } from '../health/health.module.js';
import { McpModule } from '../platform/mcp/mcp.module.js';
import { PoliciesModule } from '../policies/policies.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { Addressing } from './aggregate/addressing.js';
import { AggregatedAddress } from './aggregate/aggregated-address.js';
import { AggregatedLists } from './aggregate/aggregated-lists.js';
import { OfferedDefinitions } from './aggregate/offered.js';
import { PageCursors } from './aggregate/page-cursors.js';
import { ResourceOwners } from './aggregate/resource-owners.js';
import { ToolSearchRepository } from './aggregate/tool-search.repository.js';
import { ToolSearch } from './aggregate/tool-search.js';
import { TellingConnectors } from './aggregate/telling-connectors.js';
import { Announcements } from './streams/announcements.js';
import { Authentication } from './pipeline/authenticate.js';
import { Bridge } from './bridge/bridge.js';
import { ParkedCalls } from './bridge/parked-calls.js';
import { Rounds } from './bridge/rounds.js';
import { Standing } from './bridge/standing.js';
import { Calls } from './calls/calls.js';
import { ConnectorDirectory } from './offerings/connector-directory.js';
import { ConnectorsReadRepository } from './offerings/connectors-read.repository.js';
import { Conversation } from './sessions/conversation.js';
import { UpstreamTargets } from './calls/credential.js';
import { Gateway } from './gateway.js';
import { GatewayRoutes } from './gateway.routes.js';
import { GatewaySessionsRepository } from './sessions/gateway-sessions.repository.js';
import { InFlight } from './sessions/in-flight.js';
import { LegacyClientSessions } from './sessions/legacy-sessions.js';
import { Admission } from './limits/admission.js';
import { EffectiveLimits } from './limits/effective-limits.js';
import { LimitExchange } from './limits/exchange.js';
import { LimitRefusals } from './limits/limit-refusals.js';
import { LimitUseRepository } from './limits/limit-use.repository.js';
import { GATEWAY_LIMITS, limitsOf } from './limits/limits.js';
import { Refusals } from './pipeline/refusals.js';
import { RefusedTokens } from './pipeline/refused-tokens.js';
import { Observation } from './observation/observation.js';
import { MailRepository } from './mailbox/mail.repository.js';
import { Mailbox } from './mailbox/mailbox.js';
import { Outcomes } from './calls/outcomes.js';
import { Questions } from './calls/questions.js';
import { Relay } from './calls/relay.js';
import { RequestStates } from './calls/request-state.js';
import { Requests } from './requests.js';
import { Resolution } from './pipeline/resolve.js';
import { Upstreams } from './upstreams/upstreams.js';
import { defaultUpstreamLimits, UPSTREAM_LIMITS, type UpstreamLimits } from './upstreams/upstream-limits.js';
import { ProbeTurnsRepository } from './upstreams/probe-turns.repository.js';
import { Probes } from './upstreams/probes.js';
import { Verdicts } from './upstreams/verdicts.js';
import { WatchedUpstreams } from './upstreams/watched-upstreams.js';
import { GatewaySubscriptions } from './streams/gateway-subscriptions.js';
import { GatewaySubscriptionsRepository } from './streams/gateway-subscriptions.repository.js';
import { ModernSubscriptions } from './streams/modern-subscriptions.js';
import { Replays } from './streams/replays.js';
import { SessionStreams } from './streams/session-streams.js';
import { Streams } from './streams/streams.js';
import { TaskHandles } from './tasks/task-handles.js';
import { Tasks } from './tasks/tasks.js';
import { UpstreamLists } from './streams/upstream-lists.js';
import { StandingStreams } from './streams/standing-streams.js';
import { Whereabouts } from './streams/whereabouts.js';

/** The data plane. Depends on what others export; nothing depends on it. */
@Module({
  imports: [ConnectorsModule, CredentialsModule, HealthModule, McpModule, PoliciesModule, TokensModule],
  providers: [
    {
      provide: GATEWAY_LIMITS,
      inject: [CONFIGURATION],
      useFactory: limitsOf,
    },
    Addressing,
    AggregatedAddress,
    AggregatedLists,
    {
      provide: UPSTREAM_LIMITS,
      inject: [CONFIGURATION],
      useFactory: ({ probeAfterSeconds: seconds }: Configuration): UpstreamLimits => ({
        ...defaultUpstreamLimits,
        ...(seconds === undefined ? {} : { probeAfterMs: seconds * 1000 }),
      }),
    },
    Admission,
    Announcements,
    Authentication,
    Bridge,
    Calls,
    ConnectorDirectory,
    ConnectorsReadRepository,
    Conversation,
    EffectiveLimits,
    Gateway,
    GatewayRoutes,
    GatewaySessionsRepository,
    GatewaySubscriptions,
    GatewaySubscriptionsRepository,
    InFlight,
    LegacyClientSessions,
    Mailbox,
    MailRepository,
    Observation,
    OfferedDefinitions,
    ModernSubscriptions,
    LimitExchange,
    LimitRefusals,
    LimitUseRepository,
    Outcomes,
    PageCursors,
    ParkedCalls,
    Probes,
    ProbeTurnsRepository,
    Questions,
    Refusals,
    RefusedTokens,
    Relay,
    RequestStates,
    Requests,
    Resolution,
    ResourceOwners,
    Replays,
    SessionStreams,
    Rounds,
    Standing,
    Streams,
    TaskHandles,
    Tasks,
    ToolSearch,
    ToolSearchRepository,
    Upstreams,
    UpstreamTargets,
    Verdicts,
    WatchedUpstreams,
    StandingStreams,
    UpstreamLists,
    TellingConnectors,
    Whereabouts,
  ],
  exports: [Gateway, GatewayRoutes],
})
export class GatewayModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly routes: GatewayRoutes,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    // Loaded when the server gets ready; waiting here would start it too early.
    void server.register((routes, _options, done) => {
      this.routes.addMetadata(routes);
      done();
    });
  }
}
