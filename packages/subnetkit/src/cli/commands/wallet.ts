import type { CommandGroup } from '../program/command-spec.js'

/** `subnet wallet …` */
export const wallet: CommandGroup = {
  name: 'wallet',
  summary: 'make and look at wallets, in the layout of the official tools',
  commands: [
    {
      name: 'create',
      summary: 'make a coldkey and a hotkey, or the one of them that is missing',
      description: 'Prints new mnemonics once; nothing that exists is overwritten.',
      options: [
        ['--words <count>', 'length of the mnemonics: 12, 15, 18, 21 or 24 (default: 12)'],
        ['--hotkey-only', 'make only the hotkey; the coldkey may be elsewhere'],
        ['--coldkey-only', 'make only the coldkey'],
        ['--no-password', 'leave the coldkey unencrypted (for tests)'],
      ],
      examples: [
        ['wallet create -w alice -H miner', 'coldkey alice (asks for a password) with hotkey miner'],
        ['wallet create -w alice -H val --hotkey-only', 'one more hotkey'],
      ],
      load: () => import('../actions/wallet/create.js'),
    },
    {
      name: 'regen',
      summary: 'write a coldkey or hotkey again from its mnemonic or seed',
      description: 'The secret is asked for without echo, or read from a file; it is never an option.',
      arguments: [['<key>', 'coldkey or hotkey']],
      options: [
        ['--secret-file <file>', 'file with the mnemonic, 0x seed or secret URI, instead of a prompt'],
        ['--overwrite', 'replace a key that is there; what it held is gone'],
        ['--no-password', 'leave a coldkey unencrypted (for tests)'],
      ],
      examples: [
        ['wallet regen coldkey -w alice', 'asks for the mnemonic'],
        ['wallet regen hotkey -w alice -H miner --secret-file miner.txt', 'reads it'],
      ],
      load: () => import('../actions/wallet/regen.js'),
    },
    {
      name: 'list',
      summary: 'list wallets and their hotkeys',
      examples: [['wallet list', 'all wallets in ~/.bittensor/wallets']],
      load: () => import('../actions/wallet/list.js'),
    },
    {
      name: 'show',
      summary: 'show addresses, files and encryption of one wallet, without its secrets',
      options: [['--balance', 'also ask the chain for the balance of the coldkey']],
      examples: [
        ['wallet show -w alice -H miner', 'public keys of alice and miner'],
        ['wallet show -w alice --balance -n test', 'with the free balance on the test network'],
      ],
      load: () => import('../actions/wallet/show.js'),
    },
  ],
}
