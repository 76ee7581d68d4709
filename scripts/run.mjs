// The one way into every npm script: `node scripts/run.mjs <command>`. Runs on any Node from 20.19 on and needs no
// packages, because it may be what installs them.
import { commands } from './commands.mjs';
import { ensureInstall } from './ensure-install.mjs';

const [name, ...parameters] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;

if (command) {
  process.exitCode = (await ensureInstall()) || (await command.run(parameters));
} else {
  const asked = name === undefined || name === '--help' || name === '-h' || name === 'help';
  if (!asked) console.error(`There is no command "${name}". These are the commands:\n`);
  const lines = Object.entries(commands).map(
    ([key, { summary }]) => `  npm run ${key.padEnd(14)} ${summary}`,
  );
  (asked ? console.log : console.error)(lines.join('\n'));
  process.exitCode = asked ? 0 : 2;
}
