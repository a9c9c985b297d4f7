import { activate } from '../commands/activate.js'
import { add } from '../commands/add.js'
import { backup } from '../commands/backup.js'
import { config } from '../commands/config.js'
import { coordinator } from '../commands/coordinator.js'
import { createOnChain } from '../commands/create-on-chain.js'
import { deploy } from '../commands/deploy.js'
import { dev } from '../commands/dev.js'
import { devnet } from '../commands/devnet.js'
import { doctor } from '../commands/doctor.js'
import { explain } from '../commands/explain.js'
import { gateway } from '../commands/gateway.js'
import { hyperparams } from '../commands/hyperparams.js'
import { launch } from '../commands/launch.js'
import { lease } from '../commands/lease.js'
import { metagraph } from '../commands/metagraph.js'
import { migrate } from '../commands/migrate.js'
import { miner } from '../commands/miner.js'
import { minerTest } from '../commands/miner-test.js'
import { model } from '../commands/model.js'
import { packageCommand } from '../commands/package.js'
import { proposals } from '../commands/proposals.js'
import { propose } from '../commands/propose.js'
import { protocol } from '../commands/protocol.js'
import { publishPackage } from '../commands/publish-package.js'
import { receipts } from '../commands/receipts.js'
import { register } from '../commands/register.js'
import { release } from '../commands/release.js'
import { replay } from '../commands/replay.js'
import { rescore } from '../commands/rescore.js'
import { restore } from '../commands/restore.js'
import { rubric } from '../commands/rubric.js'
import { score } from '../commands/score.js'
import { serve } from '../commands/serve.js'
import { shadow } from '../commands/shadow.js'
import { signer } from '../commands/signer.js'
import { sim } from '../commands/sim.js'
import { stake } from '../commands/stake.js'
import { subnets } from '../commands/subnets.js'
import { supervise } from '../commands/supervise.js'
import { take } from '../commands/take.js'
import { tasks } from '../commands/tasks.js'
import { update } from '../commands/update.js'
import { upgrade } from '../commands/upgrade.js'
import { validator } from '../commands/validator.js'
import { verifyAnswer } from '../commands/verify-answer.js'
import { verifyPackage } from '../commands/verify-package.js'
import { vote } from '../commands/vote.js'
import { vtrust } from '../commands/vtrust.js'
import { wallet } from '../commands/wallet.js'
import { watch } from '../commands/watch.js'
import { weights } from '../commands/weights.js'
import { worker } from '../commands/worker.js'
import type { CommandGroup, CommandSpec } from './command-spec.js'

/** Every command, in the order of the help. */
export const catalogue: readonly (CommandSpec | CommandGroup)[] = [
  wallet,
  launch,
  createOnChain,
  register,
  serve,
  stake,
  take,
  weights,
  miner,
  minerTest,
  validator,
  coordinator,
  worker,
  backup,
  restore,
  lease,
  gateway,
  verifyAnswer,
  model,
  config,
  dev,
  devnet,
  metagraph,
  vtrust,
  watch,
  subnets,
  hyperparams,
  protocol,
  tasks,
  score,
  rubric,
  rescore,
  sim,
  add,
  migrate,
  upgrade,
  explain,
  receipts,
  replay,
  shadow,
  propose,
  vote,
  proposals,
  signer,
  packageCommand,
  deploy,
  publishPackage,
  activate,
  verifyPackage,
  release,
  supervise,
  update,
  doctor,
]
