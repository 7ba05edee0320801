#!/usr/bin/env node
// The one executable: knows its commands, loads what one needs when it runs.
import { Command } from 'commander';
import { registerSimulate } from './commands/simulate.ts';
import { fail } from './exit.ts';

const program = new Command('access-request')
  .description('Access requests between an identity manager and ServiceNow, kept by Temporal.')
  .showHelpAfterError()
  .exitOverride();

registerSimulate(program);

await program.parseAsync().catch(fail);
