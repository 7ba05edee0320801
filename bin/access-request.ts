#!/usr/bin/env node
// The one executable: knows its commands, loads what one needs when it runs.
import { Command } from 'commander';
import { registerAudit } from './commands/audit.ts';
import { registerCancel } from './commands/cancel.ts';
import { registerChange } from './commands/change.ts';
import { registerCheck } from './commands/check.ts';
import { registerDecide } from './commands/decide.ts';
import { registerDev } from './commands/dev.ts';
import { registerList } from './commands/list.ts';
import { registerReplay } from './commands/replay.ts';
import { registerRetry } from './commands/retry.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStatus } from './commands/status.ts';
import { registerSubmit } from './commands/submit.ts';
import { registerWorker } from './commands/worker.ts';
import { fail } from './exit.ts';
import { exitCodes } from './help.ts';

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
