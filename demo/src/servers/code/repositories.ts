import { z } from 'zod';

const branch = z.string().regex(/^[\w./-]{1,100}$/);

/** One repository of the sample code host. */
export const repositorySchema = z.object({
  name: z.string().describe('Name of the repository.'),
  defaultBranch: branch.describe('The branch that is released.'),
  branches: z.array(branch).describe('All branches.'),
});

/** One pull request of the sample code host. */
export const pullRequestSchema = z.object({
  repository: z.string().describe('Where it would be merged.'),
  number: z.int().min(1).describe('Its number in the repository.'),
  title: z.string().describe('What it changes, in one line.'),
  source: branch.describe('The branch with the change.'),
  target: branch.describe('The branch it goes to.'),
  author: z.string().describe('Who opened it.'),
  reviewers: z.array(z.string()).describe('Who was asked to look at it.'),
  state: z.enum(['open', 'merged']).describe('Whether it is still open.'),
});

/** A short-lived copy of a branch that can be looked at. */
export const previewSchema = z.object({
  id: z
    .string()
    .regex(/^preview-\d+$/)
    .describe('Id of the preview.'),
  repository: z.string().describe('The repository it is built from.'),
  branch: branch.describe('The branch it is built from.'),
  state: z.enum(['building', 'ready', 'cancelled']).describe('How far it has come.'),
});

export type Repository = z.infer<typeof repositorySchema>;
export type PullRequest = z.infer<typeof pullRequestSchema>;
export type Preview = z.infer<typeof previewSchema>;

/** What the sample code host holds when it starts. */
export const REPOSITORY_SAMPLE: readonly Repository[] = [
  { name: 'webshop', defaultBranch: 'main', branches: ['main', 'fix/rounding', 'feature/gift-cards'] },
  { name: 'billing', defaultBranch: 'main', branches: ['main', 'feature/reminders'] },
];

/** The pull requests that are open when the sample code host starts. */
export const PULL_REQUEST_SAMPLE: readonly PullRequest[] = [
  {
    repository: 'webshop',
    number: 1,
    title: 'Round totals per line',
    source: 'fix/rounding',
    target: 'main',
    author: 'dev.developer',
    reviewers: ['rita.reviewer'],
    state: 'open',
  },
];
