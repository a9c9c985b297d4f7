import type { CommandSpec } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet vtrust` */
export const vtrust: CommandSpec = {
  name: 'vtrust',
  summary: 'explain why a validator diverges from consensus, cause by cause',
  description:
    'Needs no key. Takes the validator trust of a hotkey apart: weights set before miners were replaced, weights that are late, differences that last, noise of its own tasks; and names the uids that are above consensus. Where this machine has the store of the validator, it also says how much the luck of its own tasks costs, and if it scores with another version than the one in force. Without past epochs (--network archive has them) it cannot tell late and lasting differences from noise.',
  arguments: [['[hotkey]', 'address of the validator (default: the hotkey of --wallet and --hotkey)']],
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--mechanism <number>', 'mechanism of the subnet (default: 0)'],
    ['--epochs <number>', 'past epochs to compare with, 1 to 50 (default: 8)'],
    directoryOption,
    ['--limit <rows>', 'show at most this many uids above consensus (default: 10)'],
  ],
  examples: [
    ['vtrust --netuid 1 -w alice -H val', 'the validator of this machine'],
    [
      'vtrust 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX --netuid 1 --json',
      'any validator, for a script',
    ],
  ],
  load: () => import('../actions/vtrust/vtrust.js'),
}
