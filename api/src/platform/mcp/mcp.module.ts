import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { GuardedHttp } from '../http-out/guarded-http.js';
import { HttpOutModule } from '../http-out/http-out.module.js';
import { UpstreamClient } from './upstream/upstream-client.js';

/** Provides the one client towards upstream MCP servers. */
@Module({
  imports: [HttpOutModule],
  providers: [
    {
      provide: UpstreamClient,
      inject: [GuardedHttp],
      useFactory: (http: GuardedHttp) => new UpstreamClient(http),
    },
  ],
  exports: [UpstreamClient],
})
export class McpModule implements OnApplicationShutdown {
  constructor(private readonly client: UpstreamClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
