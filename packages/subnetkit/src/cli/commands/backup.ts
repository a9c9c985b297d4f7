import type { CommandSpec } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet backup` */
export const backup: CommandSpec = {
  name: 'backup',
  summary: 'copy the store of a validator into one file, also while it runs',
  description:
    'Writes scores, rounds, receipts, pending weights and the configuration file as they are at one moment. Keys, passwords and the jobs of the queue are not in it. Without a store, --verify checks a file. For a move, --release gives the lease of the store up before it is copied: stop the validator first, unless its store is PostgreSQL.',
  arguments: [['<file>', 'file of the backup; an earlier one is replaced once the new one is whole']],
  options: [
    directoryOption,
    ['--verify', 'read the file, and check every part of it'],
    ['--release', 'let this store sign nothing any more, so that another machine may validate'],
  ],
  sections: ['subnet', 'database'],
  examples: [
    ['backup validator.backup --netuid 3 -w alice -H val', 'the store in its usual folder'],
    [
      'backup validator.backup --config subnet.config.json',
      'the store of a configuration, such as PostgreSQL',
    ],
    ['backup validator.backup --release --netuid 3 -w alice -H val', 'the last one before a move'],
    ['backup validator.backup --verify', 'check a file that you have'],
  ],
  load: () => import('../actions/backup/backup.js'),
}
