import { allSections } from '../config/texts/sections.js'
import type { CommandGroup } from '../program/command-spec.js'

/** `subnet config …` */
export const config: CommandGroup = {
  name: 'config',
  summary: 'show the configuration of miner, validator, coordinator and worker',
  commands: [
    {
      name: 'print',
      summary: 'print every setting with its value and where that is from',
      description:
        'Takes the options of the commands that run something. Passwords in URLs are not shown. The last column is the variable of a setting.',
      sections: allSections,
      examples: [
        ['config print', 'what the file in the working folder and the environment say'],
        ['config print --config validator.json --port 9000 --json', 'another file, and an option over it'],
      ],
      load: () => import('../actions/config/print.js'),
    },
    {
      name: 'schema',
      summary: 'print the JSON schema of the configuration file, for editors',
      options: [['--markdown', 'print tables of all settings instead']],
      examples: [
        ['config schema > subnetkit.schema.json', 'write it next to the file, which names it as $schema'],
      ],
      load: () => import('../actions/config/schema.js'),
    },
  ],
}
