import type { ServerPlan } from './server-plan.js';

/** The server that shows everything, once over streamable HTTP and once over HTTP+SSE. */
export const everythingPlans: readonly ServerPlan[] = ['everything-http', 'everything-sse'].map((slug) => ({
  slug,
  era: 'legacy',
  tools: {
    allow: [
      'echo',
      'get-annotated-message',
      'get-resource-links',
      'get-resource-reference',
      'get-structured-content',
      'get-sum',
      'get-tiny-image',
      'gzip-file-as-resource',
      'trigger-elicitation-request',
      'trigger-long-running-operation',
      'trigger-sampling-request',
    ],
    // It answers with the environment of the server's process.
    block: ['get-env'],
    unreviewed: [
      'get-roots-list',
      'simulate-research-query',
      'toggle-simulated-logging',
      'toggle-subscriber-updates',
      'trigger-url-elicitation',
    ],
  },
  read: { name: 'get-structured-content', arguments: { location: 'Chicago' } },
  structured: true,
  blocked: { name: 'get-env', arguments: {} },
  write: {
    change: (text) => ({
      name: 'gzip-file-as-resource',
      arguments: {
        name: 'note.gz',
        data: `data:text/plain,${encodeURIComponent(text)}`,
        outputType: 'resource',
      },
    }),
  },
  failure: { name: 'get-resource-reference', arguments: { resourceType: 'Text', resourceId: -4 } },
  content: { name: 'get-tiny-image', arguments: {} },
  large: (message) => ({ name: 'echo', arguments: { message } }),
  progress: {
    use: { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 4 } },
    steps: [1, 2, 3, 4].map((progress) => ({ progress, total: 4 })),
  },
  elicitation: { name: 'trigger-elicitation-request', arguments: {} },
  sampling: { name: 'trigger-sampling-request', arguments: { prompt: 'Say something.' } },
  resource: 'demo://resource/static/document/features.md',
  prompt: { name: 'args-prompt', arguments: { city: 'Malmö', state: 'Skåne' } },
}));
