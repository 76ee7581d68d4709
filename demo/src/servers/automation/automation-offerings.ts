import { z } from 'zod';
import { findEntry, idCounter } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import { ADDS, defineTool, READS } from '../tool.js';

const workflowSchema = z.object({
  id: z.string().describe('Id of the workflow, such as "welcome-customer".'),
  title: z.string().describe('What it does, in one line.'),
  steps: z.array(z.string()).describe('Its steps, in order.'),
});

const runSchema = z.object({
  id: z
    .string()
    .regex(/^run-\d+$/)
    .describe('Id of the run, such as "run-1".'),
  workflow: z.string().describe('The workflow that ran.'),
  input: z.record(z.string(), z.string()).describe('What it was started with.'),
  status: z.enum(['succeeded']).describe('How it ended.'),
  finishedSteps: z.array(z.string()).describe('The steps that were done.'),
});

type Workflow = z.infer<typeof workflowSchema>;
type Run = z.infer<typeof runSchema>;

const WORKFLOWS: readonly Workflow[] = [
  {
    id: 'welcome-customer',
    title: 'Welcome a new customer',
    steps: ['create folder', 'send welcome letter'],
  },
  {
    id: 'monthly-report',
    title: 'Put the monthly report together',
    steps: ['collect figures', 'render report'],
  },
];

/** Workflows that can be started, with a record of every run. */
export function automationOfferings(): Offerings {
  const workflows = new Map(WORKFLOWS.map((workflow) => [workflow.id, workflow]));
  const runs = new Map<string, Run>();
  const nextId = idCounter('run-', 0);

  return {
    name: 'sample-automation',
    title: 'Sample automation',
    instructions: 'A workflow that was triggered cannot be called back.',
    tools: [
      defineTool({
        name: 'list_workflows',
        title: 'List workflows',
        description: 'Lists the workflows that can be triggered.',
        annotations: READS,
        inputSchema: z.strictObject({}),
        outputSchema: z.object({ workflows: z.array(workflowSchema).describe('All workflows.') }),
        run: () => ({ workflows: [...workflows.values()] }),
      }),
      defineTool({
        name: 'trigger_workflow',
        title: 'Trigger a workflow',
        description: 'Starts a workflow, which acts on other systems, and returns its run.',
        annotations: { ...ADDS, destructiveHint: true, openWorldHint: true },
        inputSchema: z.strictObject({
          workflow: z.string().min(1).max(60).describe('Id of the workflow to start.'),
          input: z
            .record(z.string().max(40), z.string().max(500))
            .default({})
            .describe('Values handed to the workflow.'),
        }),
        outputSchema: z.object({ run: runSchema.describe('The run.') }),
        run({ workflow: workflowId, input }) {
          const workflow = findEntry(workflows, workflowId, 'workflow', 'See list_workflows.');
          const run: Run = {
            id: nextId(),
            workflow: workflow.id,
            input,
            status: 'succeeded',
            finishedSteps: workflow.steps,
          };
          runs.set(run.id, run);
          return { run };
        },
      }),
      defineTool({
        name: 'get_run',
        title: 'Get a run',
        description: 'Returns one run of a workflow.',
        annotations: READS,
        inputSchema: z.strictObject({ id: runSchema.shape.id }),
        outputSchema: z.object({ run: runSchema.describe('The run.') }),
        run: ({ id }) => ({ run: findEntry(runs, id, 'run', 'trigger_workflow returns the id of a run.') }),
      }),
    ],
  };
}
