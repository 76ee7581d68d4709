import type { ServerPlan } from './server-plan.js';

/** The conformance suite's fixtures, on the v1 and on the v2 SDK: both offer the same. */
export const fixturePlans: readonly ServerPlan[] = (['legacy', 'modern'] as const).map((era) => ({
  slug: era === 'legacy' ? 'fixture-v1' : 'fixture-v2',
  era,
  tools: {
    allow: [
      'test_elicitation',
      'test_error_handling',
      'test_image_content',
      'test_mirrored_header',
      'test_sampling',
      'test_simple_text',
      'test_tool_with_progress',
    ],
    block: ['test_multiple_content_types'],
    unreviewed: ['test_audio_content'],
  },
  read: { name: 'test_simple_text', arguments: {} },
  structured: false,
  blocked: { name: 'test_multiple_content_types', arguments: {} },
  failure: { name: 'test_error_handling', arguments: {} },
  content: { name: 'test_image_content', arguments: {} },
  progress: {
    use: { name: 'test_tool_with_progress', arguments: {} },
    steps: [0, 50, 100].map((progress) => ({ progress, total: 100 })),
  },
  elicitation: { name: 'test_elicitation', arguments: { message: 'Who are you?' } },
  sampling: { name: 'test_sampling', arguments: { prompt: 'Say something.' } },
  resource: 'test://static-text',
  prompt: { name: 'test_prompt_with_arguments', arguments: { arg1: 'one', arg2: 'two' } },
}));
