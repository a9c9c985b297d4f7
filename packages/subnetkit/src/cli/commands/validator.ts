import type { CommandSpec } from '../program/command-spec.js'

/** `subnet validator` */
export const validator: CommandSpec = {
  name: 'validator',
  summary: 'run a validator of a packaged subnet: ask the miners round by round, score them, set weights',
  description:
    'Does everything on one machine, and needs nothing installed. Runs until interrupted, and resumes where it ended.',
  arguments: [['[module]', 'file or package whose default export is the subnet']],
  options: [
    ['--once', 'run one round and print everything that it did; exit code 1 if it was void'],
    [
      '--dashboard [address]',
      'serve the pages that show this process to a browser, at validator.dashboard or at this address',
    ],
  ],
  sections: ['subnet', 'network', 'wallet', 'log', 'database', 'redis', 'validator', 'gateway'],
  endsItself: true,
  examples: [
    ['validator ./subnet.ts --netuid 3 -w alice -H val', 'validate with the hotkey val'],
    ['validator ./subnet.ts --netuid 3 -w alice -H val --once', 'run one round and show it'],
    [
      'validator ./subnet.ts --netuid 3 -w alice -H val --gateway true',
      'and offer the subnet to clients beside it',
    ],
    ['validator ./subnet.ts --netuid 3 -w alice -H val --dashboard', 'and show it in a browser'],
    ['validator ./subnet.ts --config validator.json --log-format json', 'settings from a file, logs as JSON'],
  ],
  load: () => import('../actions/validator.js'),
}
