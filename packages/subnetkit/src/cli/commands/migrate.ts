import type { CommandSpec } from '../program/command-spec.js'

/** `subnet migrate` */
export const migrate: CommandSpec = {
  name: 'migrate',
  summary: 'translate a fork of the Python subnet template to a project of subnetkit',
  description:
    'Reads the synapse classes, the functions of miner and validator, the settings and min_compute.yml; runs none of it.\n' +
    'Needs the package @lezer/python beside subnetkit.\n' +
    'The protocol becomes zod schemas, for the wire of the SDK v10 as well. Answers, tasks and rewards become functions that ' +
    'throw until they are written, with their Python in a comment. What cannot be translated is marked in its place.',
  arguments: [['<folder>', 'folder of the fork']],
  options: [['--out <folder>', 'folder of the project, new or empty (default: the name of the fork)']],
  examples: [
    ['migrate ../my-python-subnet --dry-run', 'report how much of it would be translated'],
    ['migrate ../my-python-subnet --out my-subnet', 'write the project'],
  ],
  load: () => import('../actions/migrate/migrate.js'),
}
