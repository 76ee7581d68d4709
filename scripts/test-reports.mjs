import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './process.mjs';
import { workspacesWith } from './workspaces.mjs';

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** Lines of a failure's message that are repeated at the end of a run. */
const SHOWN_LINES = 12;
const FAILED_WITHOUT_REPORT = { ...NOTHING, failed: 1 };

/** Adds up counts. */
export function sum(counts) {
  return counts.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    NOTHING,
  );
}

/** Where a workspace's runner leaves the report of a kind of test: `unit`, `db`, `protocol` or `e2e`. */
export const reportOf = (folder, kind) => join(root, folder, 'test-results', `${kind}.json`);

/** Removes the reports of earlier runs, so that they are never counted for this one. */
export function removeReports(kind) {
  for (const { folder } of workspacesWith(`test:${kind}`)) rmSync(reportOf(folder, kind), { force: true });
}

/** Counts the tests of one kind, by workspace; `succeeded` tells whether that workspace's runner ended well. */
export function countTests(kind, succeeded) {
  return workspacesWith(`test:${kind}`).map(({ folder, name }) => ({
    label: `${kind} tests, ${folder}`,
    ...withVerdict(readReport(reportOf(folder, kind)), succeeded(name)),
  }));
}

/** Counts a target without a report of its own, one check per workspace. */
export function countChecks(target, succeeded) {
  return workspacesWith(target).map(({ folder, name }) => ({
    label: `${target}, ${folder}`,
    ...(succeeded(name) ? { ...NOTHING, passed: 1 } : FAILED_WITHOUT_REPORT),
  }));
}

/** The exit status of every task of the last Nx run. */
export function nxVerdicts() {
  const file = join(root, '.nx', 'cache', 'run.json');
  const tasks = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).tasks : [];
  const passed = new Set(tasks.filter(({ status }) => status === 0).map(({ taskId }) => taskId));
  return (target) => (project) => passed.has(`${project}:${target}`);
}

// A runner can fail without a failed test: a file that does not load, an error between tests, a crash.
function withVerdict(counts, succeeded) {
  if (succeeded && counts) return counts;
  if (!counts) return FAILED_WITHOUT_REPORT;
  return counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function readReport(file) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return report.stats ? fromPlaywright(report) : fromVitest(report);
}

function fromPlaywright(report) {
  const { stats, errors } = report;
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures: [
      ...errors.map((error) => failureOf('outside of any test', error.message)),
      ...report.suites.flatMap(unexpectedOf),
    ],
  };
}

function unexpectedOf({ file, suites = [], specs = [] }) {
  const failed = specs
    .filter(({ ok }) => !ok)
    .map(({ title, tests }) => {
      const errors = tests.flatMap(({ results }) => results).flatMap((result) => result.errors);
      return failureOf(`${file}: ${title}`, errors[0]?.message);
    });
  return [...failed, ...suites.flatMap(unexpectedOf)];
}

function fromVitest(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...broken.map(({ name, message }) => failureOf(name, message)),
      ...report.testResults.flatMap(({ assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) => failureOf(fullName, failureMessages[0])),
      ),
    ],
  };
}

/** What failed and the beginning of why, in plain text: reports carry the colours of a terminal. */
function failureOf(title, message = '') {
  const lines = stripVTControlCharacters(message).trim().split('\n');
  return { title, why: lines.slice(0, SHOWN_LINES).join('\n') };
}
