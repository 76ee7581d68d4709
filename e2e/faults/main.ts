import { parseArgs } from 'node:util';
import { allFaults } from './faults.js';
import { formatFaults, violationsOf } from './report.js';
import { runFault, type Effort, type FaultReport } from './run-fault.js';
import { setScene } from './scene.js';

const efforts = {
  full: { concurrency: 16, calls: 2_000, felt: 500 },
  quick: { concurrency: 8, calls: 100, felt: 20 },
} satisfies Record<string, Effort>;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});

/** With --json standard output belongs to the result alone. */
const say = (line: string) => console.error(line);

const scene = await setScene(say);
try {
  const reports: FaultReport[] = [];
  for (const fault of allFaults()) {
    say(`Under load: ${fault.title}…`);
    reports.push(await runFault(scene, fault, options.quick ? efforts.quick : efforts.full));
  }
  console.log(options.json ? JSON.stringify(reports) : formatFaults(reports));
  if (violationsOf(reports) > 0) process.exitCode = 1;
} finally {
  await scene.close();
}
