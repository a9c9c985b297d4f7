import { createOnChain } from '../commands/create-on-chain/command.js'
import { doctor } from '../commands/doctor/command.js'
import { hyperparams } from '../commands/hyperparams/commands.js'
import { metagraph } from '../commands/metagraph/command.js'
import { register } from '../commands/register/command.js'
import { serve } from '../commands/serve/command.js'
import { signer } from '../commands/signer/command.js'
import { stake } from '../commands/stake/command.js'
import { take } from '../commands/take/command.js'
import { wallet } from '../commands/wallet/commands.js'
import { weights } from '../commands/weights/commands.js'
import type { CommandGroup, CommandSpec } from './command-spec.js'

/** Every command, in the order of the help. */
export const catalogue: readonly (CommandSpec | CommandGroup)[] = [
  wallet,
  createOnChain,
  register,
  serve,
  stake,
  take,
  weights,
  metagraph,
  hyperparams,
  signer,
  doctor,
]
