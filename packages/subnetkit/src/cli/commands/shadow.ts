import type { CommandGroup } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet shadow …` */
export const shadow: CommandGroup = {
  name: 'shadow',
  summary: 'compare the scoring of the next version with the active one',
  commands: [
    {
      name: 'report',
      summary: 'show whose rank and pay would change if the other version of the scoring were active',
      description:
        'Reads the store of a validator, also while it runs, in which the version of the definition that is not active has scored the same answers. Pay is computed by an epoch of Yuma: with the stakes and the weights of the other validators on chain, or with --offline as if this validator were alone.',
      arguments: [['[module]', 'file or package whose default export is the subnet']],
      options: [['--offline', 'read no chain: pay as if this validator were the only one'], directoryOption],
      sections: ['subnet', 'database'],
      examples: [
        ['shadow report ./subnet.ts --netuid 3 -w alice -H val', 'ranks, shares and pay'],
        ['shadow report --netuid 3 -w alice -H val --offline --json', 'as JSON, without a chain'],
      ],
      load: () => import('../actions/shadow/report.js'),
    },
  ],
}
