#!/usr/bin/env node
// The one executable: knows its commands, loads what one needs when it runs.
import { Command } from 'commander';
import { registerAudit } from './commands/audit.ts';
import { registerCheck } from './commands/check.ts';
import { registerDev } from './commands/dev.ts';
import { registerList } from './commands/list.ts';
import { registerReplay } from './commands/replay.ts';
import { registerCancel, registerChange, registerDecide, registerRetry } from './commands/send.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStatus } from './commands/status.ts';
import { registerSubmit } from './commands/submit.ts';
import { registerWorker } from './commands/worker.ts';
import { fail } from './exit.ts';
import { exitCodes } from './options.ts';

const program = new Command('access-request')
  .description(
    'Takes access requests of an identity manager through ServiceNow, each as one Temporal workflow.',
  )
  .addHelpText('afterAll', exitCodes)
  .showHelpAfterError()
  .exitOverride();

registerSubmit(program);
registerStatus(program);
registerList(program);
registerDecide(program);
registerChange(program);
registerCancel(program);
registerRetry(program);
registerReplay(program);
registerAudit(program);
registerCheck(program);
registerDev(program);
registerWorker(program);
registerSimulate(program);

await program.parseAsync().catch(fail);
