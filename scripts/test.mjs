// Everything that proves the product, in order, to the end whatever fails on the way.
import { checkRoot } from './checks.mjs';
import { countChecks, countTests, nxVerdicts, removeReports, reportOf, sum } from './test-reports.mjs';
import { build, runScript, runTargets, workspacesWith } from './workspaces.mjs';

const FAST_TARGETS = ['lint', 'typecheck', 'test:unit'];
const KINDS = ['unit', 'db', 'protocol', 'e2e'];

/** Runs every check and test, and ends with one line of counts. */
export async function testEverything() {
  for (const kind of KINDS) removeReports(kind);
  const results = [];

  announce('Build');
  if ((await build()) !== 0) results.push({ label: 'build', passed: 0, failed: 1, skipped: 0 });

  announce('Lint, types and unit tests');
  await runTargets(FAST_TARGETS);
  const verdicts = nxVerdicts();
  results.push(
    ...countChecks('lint', verdicts('lint')),
    ...(await checkRoot()),
    ...countChecks('typecheck', verdicts('typecheck')),
    ...countTests('unit', verdicts('test:unit')),
  );

  results.push(...(await testKind('db')), ...(await testKind('protocol')), ...(await testKind('e2e')));
  return report(results);
}

/** Runs one kind of test alone, and ends with one line of counts. */
export async function testOnly(kind) {
  removeReports(kind);
  if (kind !== 'unit') return report(await testKind(kind));
  await runTargets(['test:unit']);
  return report(countTests('unit', nxVerdicts()('test:unit')));
}

/** One workspace after the other: each uses both cores, and some start servers. */
async function testKind(kind) {
  announce(`Tests: ${kind}`);
  const succeeded = new Set();
  for (const { folder, name } of workspacesWith(`test:${kind}`)) {
    const [parameters, env] = kind === 'e2e' ? playwrightReport(folder) : [[], {}];
    if ((await runScript(folder, `test:${kind}`, parameters, { env })) === 0) succeeded.add(name);
  }
  return countTests(kind, (name) => succeeded.has(name));
}

/** Playwright takes the place of its report only from the environment. */
function playwrightReport(folder) {
  return [['--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf(folder, 'e2e') }];
}

function announce(title) {
  console.log(`\n=== ${title} ===\n`);
}

function report(results) {
  // Long runs are read from their end, and often only the end is kept.
  for (const { label, failures = [] } of results) {
    for (const { title, why } of failures) console.log(`\nFAILED  ${label}: ${title}\n${why}`);
  }
  console.log('');
  for (const { label, passed, failed, skipped } of results) {
    const verdict = failed > 0 ? 'FAILED' : 'ok';
    console.log(
      `${verdict.padEnd(7)} ${label}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`,
    );
  }
  const { passed, failed } = sum(results);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
