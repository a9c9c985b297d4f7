import type { CommandSpec } from '../program/command-spec.js'

/** `subnet package` */
export const packageCommand: CommandSpec = {
  name: 'package',
  summary: 'package a compiled project for machines with nothing but Node.js',
  description:
    'Makes a tarball for each role: the compiled project, its production dependencies, the lock, a list of its parts (CycloneDX), and a program that runs it. A Dockerfile beside it makes an image. The same input gives the same bytes. Runs the module to read its subnet.',
  arguments: [['[module]', 'compiled file that exports the subnet (default: what package.json names)']],
  options: [
    [
      '--role <role>',
      'miner, validator, coordinator, worker, gateway or all (default: all, of those that the project has)',
    ],
    ['--out <folder>', 'folder for the packages (default: release)'],
    ['--portable', 'leave optional dependencies out, such as native accelerators'],
  ],
  examples: [
    ['package', 'package every role of the project in this folder'],
    ['package dist/subnet.js --role miner --out /tmp/release', 'only the miner'],
    ['package --dry-run --json', 'what would be packaged, and its hash'],
  ],
  load: () => import('../actions/package/package.js'),
}
