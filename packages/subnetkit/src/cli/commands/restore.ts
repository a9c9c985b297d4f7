import type { CommandSpec } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet restore` */
export const restore: CommandSpec = {
  name: 'restore',
  summary: 'fill an empty store from a backup, in a folder or in PostgreSQL',
  description:
    'Checks the whole file before it writes, and that hotkey, subnet and chain are those of the backup. An older store is brought up to date. If it is interrupted, the store says so and no validator starts on it: run the command again. The store signs nothing before --take-over or subnet lease take.',
  arguments: [['<file>', 'file that subnet backup wrote']],
  options: [
    directoryOption,
    ['--take-over', 'validate from this store as soon as no other one holds the lease of the hotkey'],
    ['--offline', 'do not ask the chain for its genesis'],
    ['--config-out <file>', 'write the configuration of the backup to a new file; passwords are not in it'],
  ],
  sections: ['subnet', 'database'],
  examples: [
    ['restore validator.backup -w alice -H val --dry-run', 'check file, hotkey and chain; write nothing'],
    ['restore validator.backup -w alice -H val', 'into the usual folder of the validator'],
    ['restore validator.backup -w alice -H val --database-url postgres://validator@db/validator', 'a server'],
  ],
  load: () => import('../actions/backup/restore.js'),
}
