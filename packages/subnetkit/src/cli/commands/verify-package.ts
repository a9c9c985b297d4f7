import type { CommandSpec } from '../program/command-spec.js'

/** `subnet verify-package` */
export const verifyPackage: CommandSpec = {
  name: 'verify-package',
  summary: 'check a package against its manifest and the hash that the owner of the subnet published',
  description: 'Reads the whole file and runs nothing of it. The exit code is 1 for one flipped bit.',
  arguments: [['<file>', '.tgz of subnet package']],
  options: [
    ['--netuid <number>', 'subnet whose owner published the hash', 'configured'],
    ['--hash <hash>', 'hash of the release, from the owner, instead of the one on chain'],
  ],
  examples: [
    ['verify-package my-subnet-1.0.0-miner.tgz --netuid 3', 'check before running it'],
    ['verify-package my-subnet-1.0.0-miner.tgz', 'check its files only'],
  ],
  load: () => import('../actions/package/verify-package.js'),
}
