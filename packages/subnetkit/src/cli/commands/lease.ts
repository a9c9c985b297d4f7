import type { CommandGroup } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet lease …` */
export const lease: CommandGroup = {
  name: 'lease',
  summary: 'show which store may set weights for a hotkey, give that up, or take it over',
  usual: 'status',
  commands: [
    {
      name: 'status',
      summary: 'show the lease on chain, and that of the store on this machine',
      description:
        'A validator signs weights and notices of rounds only while its store holds the lease of its hotkey, which is in the commitment on chain. Sends nothing.',
      options: [directoryOption],
      sections: ['subnet', 'database'],
      examples: [['lease status --netuid 3 -w alice -H val', 'holder, last block, and who that is']],
      load: () => import('../actions/lease/status.js'),
    },
    {
      name: 'release',
      summary: 'give the lease of the store on this machine up, so that another one may validate',
      description:
        'Stop the validator first, unless its store is PostgreSQL. From then on this store signs nothing, also after a restart, until subnet lease take. The lease ends once nothing that was signed before can be included any more: after 72 blocks at most.',
      options: [directoryOption],
      sections: ['subnet', 'database'],
      examples: [
        ['lease release --netuid 3 -w alice -H val', 'on the old machine, once its validator has stopped'],
      ],
      load: () => import('../actions/lease/release.js'),
    },
    {
      name: 'take',
      summary: 'let the store on this machine claim the lease as soon as no other store holds it',
      description:
        'For a store that was restored from a backup, or that has released its lease. Sends nothing: the validator claims the lease, now or once that of the other store is over.',
      options: [directoryOption],
      sections: ['subnet', 'database'],
      examples: [
        ['lease take --netuid 3 -w alice -H val', 'on the new machine, before its validator starts'],
      ],
      load: () => import('../actions/lease/take.js'),
    },
  ],
}
