import type { CommandGroup } from '../program/command-spec.js'

/** `subnet release …` */
export const release: CommandGroup = {
  name: 'release',
  summary: 'sign the channel file that validators update by',
  commands: [
    {
      name: 'sign',
      summary: 'write a channel file that names a package, signed with the hotkey',
      description:
        'Verifies the package, reads name, version and subnet out of it, and signs them with hash, size and URL. The sequence is one higher than in the file that is replaced.',
      arguments: [['<package>', '.tgz of subnet package']],
      options: [
        ['--url <url>', 'URL at which validators find the package', 'required'],
        ['--out <file>', 'channel file (default: <channel>.json)'],
        ['--channel <name>', 'name of the channel (default: stable)'],
        ['--sequence <number>', 'sequence, above all before (default: one more than in the file)'],
        ['--days <number>', 'days after which the file expires (default: 30)'],
        ['--from <version>', 'oldest version that may be updated (default: any)'],
        [
          '--store-version <number>',
          'version of the store that it writes (default: that of this subnetkit, if the package has the same version of it)',
        ],
      ],
      examples: [
        [
          'release sign release/my-subnet-1.1.0-validator.tgz --url https://example.org/my-subnet-1.1.0-validator.tgz -w owner -H owner',
          'write stable.json, to be published beside the package',
        ],
        [
          'release sign my-subnet-1.1.0-validator.tgz --url file:///srv/my-subnet.tgz --from 1.0.0 --days 7',
          'for validators of version 1.0.0 and later, for a week',
        ],
      ],
      load: () => import('../actions/update/sign.js'),
    },
  ],
}
