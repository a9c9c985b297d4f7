import type { Command } from 'commander'

const groups: readonly (readonly [string, readonly (readonly [flags: string, description: string])[]])[] = [
  [
    'Network and wallet:',
    [
      [
        '-n, --network <name>',
        'finney, test, archive, local or a ws:// endpoint (default: as configured, else finney)',
      ],
      ['--chain <endpoint>', 'ws:// endpoint, which overrides --network'],
      ['-w, --wallet <name>', 'name of the wallet (default: as configured, else default)'],
      ['-H, --hotkey <name>', 'name of the hotkey (default: as configured, else default)'],
      ['--signer-socket <file>', 'sign for the hotkey through a running subnet signer'],
      [
        '-p, --wallet-path <folder>',
        'folder of the wallets (default: as configured, else ~/.bittensor/wallets)',
      ],
      [
        '--config <file>',
        'configuration file (default: SUBNETKIT_CONFIG, or subnetkit.config.json in the working folder)',
      ],
    ],
  ],
  [
    'Execution:',
    [
      ['-y, --yes', 'skip the confirmation'],
      ['--dry-run', 'show the plan, send nothing'],
      ['--timeout <seconds>', 'longest wait for one response of the chain (default: 10)'],
      ['--state-dir <folder>', 'folder for unfinished work (default: ~/.local/state/subnetkit)'],
    ],
  ],
  [
    'Output:',
    [
      ['--json', 'print a single JSON document on stdout; amounts are in rao'],
      ['-q, --quiet', 'do not report progress on stderr'],
      ['-v, --verbose', 'print the stack trace of an unexpected error'],
      ['--no-color', 'no colours, as with NO_COLOR'],
    ],
  ],
]

/** Adds the options of every command, accepted before and after its name. */
export function addGlobalOptions(program: Command): void {
  for (const [heading, options] of groups) {
    for (const [flags, description] of options) {
      program.addOption(program.createOption(flags, description).helpGroup(heading))
    }
  }
}
