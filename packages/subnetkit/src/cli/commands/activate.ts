import type { CommandSpec } from '../program/command-spec.js'

/** `subnet activate` */
export const activate: CommandSpec = {
  name: 'activate',
  summary: 'publish the version of the scoring that counts from a block on, as the owner of the subnet',
  description:
    'Signed by the hotkey of the owner, in whose commitment the version, the hash of the package that has it and the block go; everything else in it stays. Validators that have the version switch at that block; all others say that they are behind. An activation that is not in force yet is replaced by the next one; the way back is to activate the former version at a later block.',
  arguments: [['<version>', 'version of the definition: the next one, or the former one to go back']],
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--package <file>', '.tgz of subnet package that has it, or the hash of its release', 'required'],
    ['--at <block>', 'first block at which it counts; it has to lie ahead', 'required'],
  ],
  examples: [
    [
      'activate 5 --package release/my-subnet-1.1.0-validator.tgz --at 6000000 --netuid 3 -w owner -H owner',
      'publish it',
    ],
    [
      'activate 4 --package sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --at 6010000 --netuid 3 --dry-run',
      'show the plan of going back',
    ],
  ],
  load: () => import('../actions/activate.js'),
}
