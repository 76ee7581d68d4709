import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { findEntry, idCounter } from '../lookup.js';
import type { Offerings } from '../offerings.js';
import { ADDS, CHANGES, defineTool, READS } from '../tool.js';
import {
  previewSchema,
  PULL_REQUEST_SAMPLE,
  pullRequestSchema,
  REPOSITORY_SAMPLE,
  repositorySchema,
  type Preview,
  type PullRequest,
  type Repository,
} from './repositories.js';

const CHECKS = ['install', 'lint', 'types', 'unit tests', 'build'];
const CHECK_MILLISECONDS = 120;

const repository = z.string().min(1).max(60).describe('Name of the repository, such as "webshop".');
const branch = z
  .string()
  .regex(/^[\w./-]{1,100}$/)
  .describe('Name of a branch.');
const number = z.int().min(1).describe('Number of the pull request in its repository.');
const onePullRequest = z.object({
  pullRequest: pullRequestSchema.describe('The pull request as it is now.'),
});

/** A code host: repositories, pull requests, checks that take a while, and previews that can be cancelled. */
export function codeOfferings(): Offerings {
  const repositories = new Map(REPOSITORY_SAMPLE.map((entry) => [entry.name, structuredClone(entry)]));
  const pullRequests: PullRequest[] = structuredClone([...PULL_REQUEST_SAMPLE]);
  const previews: Preview[] = [];
  const nextPreviewId = idCounter('preview-', 0);

  function findBranch(repositoryName: string, branchName: string): Repository {
    const found = findEntry(repositories, repositoryName, 'repository', 'See list_repositories.');
    if (!found.branches.includes(branchName)) {
      throw new Error(
        `${repositoryName} has no branch "${branchName}"; it has ${found.branches.join(', ')}.`,
      );
    }
    return found;
  }

  function findPullRequest(repositoryName: string, wanted: number): PullRequest {
    const found = pullRequests.find(
      (entry) => entry.repository === repositoryName && entry.number === wanted,
    );
    if (!found) throw new Error(`${repositoryName} has no pull request ${wanted}. See list_pull_requests.`);
    return found;
  }

  return {
    name: 'sample-code',
    title: 'Sample code hosting',
    instructions: 'Run the checks of a branch before merging it.',
    tools: [
      defineTool({
        name: 'list_repositories',
        title: 'List repositories',
        description: 'Lists all repositories with their branches.',
        annotations: READS,
        inputSchema: z.strictObject({}),
        outputSchema: z.object({ repositories: z.array(repositorySchema).describe('All repositories.') }),
        run: () => ({ repositories: [...repositories.values()] }),
      }),
      defineTool({
        name: 'list_pull_requests',
        title: 'List pull requests',
        description: 'Lists the pull requests of one repository.',
        annotations: READS,
        inputSchema: z.strictObject({
          repository,
          state: pullRequestSchema.shape.state.optional().describe('Only those in this state.'),
        }),
        outputSchema: z.object({ pullRequests: z.array(pullRequestSchema).describe('Oldest first.') }),
        run: (input) => ({
          pullRequests: pullRequests.filter(
            (entry) => entry.repository === input.repository && (!input.state || entry.state === input.state),
          ),
        }),
      }),
      defineTool({
        name: 'create_pull_request',
        title: 'Open a pull request',
        description: 'Proposes to merge a branch into the default branch of its repository.',
        annotations: ADDS,
        inputSchema: z.strictObject({
          repository,
          source: branch.describe('The branch with the change.'),
          title: z.string().min(3).max(120).describe('What it changes, in one line.'),
        }),
        outputSchema: onePullRequest,
        run(input) {
          const { defaultBranch } = findBranch(input.repository, input.source);
          const earlier = pullRequests.filter((entry) => entry.repository === input.repository);
          const pullRequest: PullRequest = {
            ...input,
            number: earlier.length + 1,
            target: defaultBranch,
            author: 'castellan',
            reviewers: [],
            state: 'open',
          };
          pullRequests.push(pullRequest);
          return { pullRequest };
        },
      }),
      defineTool({
        name: 'assign_reviewers',
        title: 'Assign reviewers',
        description: 'Asks people to look at a pull request; those who were asked before stay asked.',
        annotations: { ...CHANGES, destructiveHint: false },
        inputSchema: z.strictObject({
          repository,
          number,
          reviewers: z
            .array(z.string().min(1).max(60))
            .min(1)
            .max(10)
            .describe('Account names of the reviewers.'),
        }),
        outputSchema: onePullRequest,
        run(input) {
          const pullRequest = findPullRequest(input.repository, input.number);
          pullRequest.reviewers = [...new Set([...pullRequest.reviewers, ...input.reviewers])];
          return { pullRequest };
        },
      }),
      defineTool({
        name: 'merge_branch',
        title: 'Merge a branch',
        description: 'Merges the branch of an open pull request into its target and deletes the branch.',
        annotations: { ...CHANGES, idempotentHint: false },
        inputSchema: z.strictObject({ repository, number }),
        outputSchema: onePullRequest,
        run(input) {
          const pullRequest = findPullRequest(input.repository, input.number);
          if (pullRequest.state === 'merged') throw new Error('This pull request is already merged.');
          const home = findBranch(input.repository, pullRequest.source);
          home.branches = home.branches.filter((name) => name !== pullRequest.source);
          return { pullRequest: Object.assign(pullRequest, { state: 'merged' as const }) };
        },
      }),
      defineTool({
        name: 'run_checks',
        title: 'Run the checks',
        description: 'Runs all checks of a branch one after the other and reports progress meanwhile.',
        annotations: { ...READS, readOnlyHint: false, idempotentHint: true },
        inputSchema: z.strictObject({ repository, branch }),
        outputSchema: z.object({ passed: z.array(z.string()).describe('The checks that passed, in order.') }),
        async run(input, call) {
          findBranch(input.repository, input.branch);
          for (const [done, check] of CHECKS.entries()) {
            await call.reportProgress(done, CHECKS.length, `Running ${check}`);
            await pause(CHECK_MILLISECONDS, undefined, { signal: call.signal });
          }
          await call.reportProgress(CHECKS.length, CHECKS.length, 'All checks passed');
          return { passed: CHECKS };
        },
      }),
      defineTool({
        name: 'build_preview',
        title: 'Build a preview',
        description:
          'Builds a preview of a branch. It takes the given time, reports progress, and can be cancelled.',
        annotations: ADDS,
        inputSchema: z.strictObject({
          repository,
          branch,
          seconds: z.int().min(1).max(120).default(10).describe('How long the build takes.'),
        }),
        outputSchema: z.object({ preview: previewSchema.describe('The finished preview.') }),
        async run(input, call) {
          findBranch(input.repository, input.branch);
          const preview: Preview = {
            id: nextPreviewId(),
            repository: input.repository,
            branch: input.branch,
            state: 'building',
          };
          previews.push(preview);
          try {
            for (let second = 0; second < input.seconds; second++) {
              await call.reportProgress(second, input.seconds, `Building ${preview.id}`);
              await pause(1000, undefined, { signal: call.signal });
            }
          } catch (error) {
            preview.state = 'cancelled';
            throw error;
          }
          return { preview: Object.assign(preview, { state: 'ready' as const }) };
        },
      }),
      defineTool({
        name: 'list_previews',
        title: 'List previews',
        description: 'Lists all previews, those that were cancelled included.',
        annotations: READS,
        inputSchema: z.strictObject({}),
        outputSchema: z.object({ previews: z.array(previewSchema).describe('Oldest first.') }),
        run: () => ({ previews }),
      }),
    ],
  };
}
