#!/usr/bin/env node
import 'reflect-metadata';
import { bootstrapHelp, runBootstrap } from './cli/bootstrap.js';
import { migrateHelp, runMigrate } from './cli/migrate.js';
import { explain } from './cli/problem.js';
import { provisionHelp, runProvision } from './cli/provision.js';
import { processTerminal } from './cli/terminal.js';

const usage = `castellan <command> [options]

  provision   create Castellan's roles and database on a server
  migrate     bring the database's tables up to date
  bootstrap   make the first organization, its sign-in and its owners

castellan <command> --help says more.
`;

const [command = '', ...parameters] = process.argv.slice(2);
const help = parameters.includes('--help') || parameters.includes('-h');

try {
  if (command === 'migrate') await (help ? processTerminal.print(migrateHelp) : runMigrate(processTerminal));
  else if (command === 'provision') {
    await (help ? processTerminal.print(provisionHelp) : runProvision(processTerminal));
  } else if (command === 'bootstrap') {
    await (help ? processTerminal.print(bootstrapHelp) : runBootstrap(parameters, processTerminal));
  } else {
    processTerminal.print(usage);
    if (!['', 'help', '--help', '-h'].includes(command)) process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
