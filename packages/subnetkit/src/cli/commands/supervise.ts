import type { CommandSpec } from '../program/command-spec.js'

/** `subnet supervise` */
export const supervise: CommandSpec = {
  name: 'supervise',
  summary: 'run a validator from a folder of releases, and update it at a moment when it loses nothing',
  description:
    'Reads a channel file that the owner of the subnet has signed, verifies and unpacks the release that it names beside the running one, and waits for a window: no round between its plan and its fold, nothing on its way to the chain, no weights due. A release that does not see a new block and finish a job in time is rolled back, and never tried again. May be killed at any point.',
  arguments: [['[options...]', 'options of the validator, after --']],
  sections: ['update', 'validator', 'coordinator', 'worker', 'log'],
  endsItself: true,
  examples: [
    [
      'supervise --channel https://example.org/my-subnet/stable.json --channel-key 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX',
      'install the release of the channel, run and update it',
    ],
    ['supervise --config /etc/my-subnet/validator.json', 'settings from a file, for the validator as well'],
    ['supervise --releases /var/lib/my-subnet -- --log-level debug', 'with an option for the validator'],
  ],
  load: () => import('../actions/update/supervise.js'),
}
