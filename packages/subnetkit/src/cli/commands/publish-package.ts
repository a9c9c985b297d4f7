import type { CommandSpec } from '../program/command-spec.js'

/** `subnet publish-package` */
export const publishPackage: CommandSpec = {
  name: 'publish-package',
  summary: 'publish the hash of a release on chain, as the owner of the subnet',
  description:
    'Signed by the hotkey of the owner, in whose commitment the hash goes; everything else in it stays. One file stands for all roles that were packaged together.',
  arguments: [['<file>', '.tgz of subnet package']],
  options: [['--netuid <number>', 'subnet', 'required']],
  examples: [
    ['publish-package release/my-subnet-1.0.0-miner.tgz --netuid 3 -w owner -H owner', 'publish it'],
    ['publish-package release/my-subnet-1.0.0-miner.tgz --netuid 3 --dry-run', 'only show the hash'],
  ],
  load: () => import('../actions/package/publish-package.js'),
}
