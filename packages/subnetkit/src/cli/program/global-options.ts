import type { Command } from 'commander'

const groups: readonly (readonly [string, readonly (readonly [flags: string, description: string])[]])[] = [
  [
    'Network and wallet:',
    [
      ['-n, --network <name>', 'finney, test, archive, local, or a ws:// endpoint (default: finney)'],
      ['--chain <endpoint>', 'ws:// endpoint; beats --network'],
      ['-w, --wallet <name>', 'wallet, which is a coldkey (default: default)'],
      ['-H, --hotkey <name>', 'hotkey of the wallet (default: default)'],
      ['--signer-socket <file>', 'a running subnet signer that signs for the hotkey, instead of its file'],
      ['-p, --wallet-path <folder>', 'where wallets are (default: ~/.bittensor/wallets)'],
    ],
  ],
  [
    'Execution:',
    [
      ['-y, --yes', 'do not ask for confirmation'],
      ['--dry-run', 'show the plan and send nothing'],
      ['--timeout <seconds>', 'longest wait for one answer of the chain (default: 10)'],
      ['--state-dir <folder>', 'where unfinished work is kept (default: ~/.local/state/subnetkit)'],
    ],
  ],
  [
    'Output:',
    [
      ['--json', 'print one JSON document on stdout, nothing else; amounts are rao'],
      ['-q, --quiet', 'no progress on stderr'],
      ['-v, --verbose', 'say where an unexpected error came from'],
      ['--no-color', 'no colours (as NO_COLOR)'],
    ],
  ],
]

/** Options of every command, taken before and after its name. */
export function addGlobalOptions(program: Command): void {
  for (const [heading, options] of groups) {
    for (const [flags, description] of options) {
      program.addOption(program.createOption(flags, description).helpGroup(heading))
    }
  }
}
