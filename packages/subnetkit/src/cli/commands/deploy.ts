import type { CommandGroup } from '../program/command-spec.js'

/** `subnet deploy …` */
export const deploy: CommandGroup = {
  name: 'deploy',
  summary: 'write what runs a subnet for years: systemd, containers, Kubernetes, monitoring',
  commands: [
    {
      name: 'init',
      summary: 'write units, containers, settings and alerts of this subnet into a folder',
      description:
        'Writes hardened systemd units, a Dockerfile and compose file, manifests and a chart for Kubernetes, settings of each role, and alerts, filled from the configuration and package.json of the working folder; in a folder without a package.json, images are made of packages in the folder release. Asks nothing, contains no secret, and leaves files that you have changed alone.',
      options: [
        ['--dir <folder>', 'folder for the files (default: deploy)'],
        ['--force', 'replace files that have changed'],
        ['--updates <url>', 'channel of signed updates that the validator follows'],
        ['--update-key <address>', 'key that signs the channel'],
      ],
      sections: ['subnet', 'network', 'miner'],
      examples: [
        ['deploy init', 'into the folder deploy, for the subnet of subnetkit.config.json'],
        ['deploy init --netuid 3 --network finney', 'for subnet 3 of the main network'],
        ['deploy init --dir ops --dry-run --json', 'what would be written, and what differs'],
        [
          'deploy init --updates https://example.org/my-subnet/stable.json --update-key 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX',
          'with a validator that updates itself in safe windows',
        ],
        ['deploy init --force', 'take the files of this version, also over your changes'],
      ],
      load: () => import('../actions/deploy/init.js'),
    },
  ],
}
