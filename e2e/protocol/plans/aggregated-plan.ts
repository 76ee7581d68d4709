import type { ServerPlan, ToolUse } from './server-plan.js';

const border = '__';

/** Two servers at the organization's one address, where names begin with the connector's; the first is tried out. */
export function aggregatedPlan(
  first: ServerPlan,
  second: ServerPlan,
  wordOf: (slug: string) => string,
): ServerPlan {
  const exposed = ({ slug }: ServerPlan, name: string) => `${wordOf(slug)}${border}${name}`;
  const use = ({ name, ...rest }: ToolUse): ToolUse => ({ ...rest, name: exposed(first, name) });
  const { write, failure, content, large, progress, elicitation, sampling, prompt } = first;
  const every = (list: 'allow' | 'block') =>
    [first, second].flatMap((plan) => plan.tools[list].map((name) => exposed(plan, name))).sort();
  return {
    ...first,
    slug: 'aggregated',
    behind: { slug: first.slug, ownName: (name) => name.slice(name.indexOf(border) + border.length) },
    tools: {
      allow: every('allow'),
      block: every('block'),
      unreviewed: (first.tools.unreviewed ?? []).map((name) => exposed(first, name)),
    },
    read: use(first.read),
    blocked: use(first.blocked),
    ...(write && { write: { ...write, change: (text: string) => use(write.change(text)) } }),
    ...(failure && { failure: use(failure) }),
    ...(content && { content: use(content) }),
    ...(large && { large: (text: string) => use(large(text)) }),
    ...(progress && { progress: { ...progress, use: use(progress.use) } }),
    ...(elicitation && { elicitation: use(elicitation) }),
    ...(sampling && { sampling: use(sampling) }),
    ...(prompt && { prompt: { ...prompt, name: exposed(first, prompt.name) } }),
  };
}
