export type {
  SampleAuth,
  SampleOrganization,
  SampleServer,
  SampleServerSlug,
  SampleTransport,
} from './sample-server.js';
export { startSampleServers, type SampleServerOptions, type SampleServers } from './start.js';
export { ADDS, CHANGES, defineTool, READS, type SampleTool, type ToolHints } from './tool.js';
