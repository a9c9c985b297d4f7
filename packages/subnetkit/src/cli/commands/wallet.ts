import type { CommandGroup } from '../program/command-spec.js'

/** `subnet wallet …` */
export const wallet: CommandGroup = {
  name: 'wallet',
  summary: 'create and inspect wallets, in the layout of the official tools',
  commands: [
    {
      name: 'create',
      summary: 'create a coldkey and a hotkey; keys that exist are kept',
      description: 'Prints each new mnemonic once. Existing keys are never overwritten.',
      options: [
        ['--words <count>', 'length of the mnemonics: 12, 15, 18, 21 or 24 (default: 12)'],
        ['--hotkey-only', 'create only the hotkey; the coldkey may be on another machine'],
        ['--coldkey-only', 'create only the coldkey'],
        ['--no-password', 'leave the coldkey unencrypted, for tests'],
      ],
      examples: [
        ['wallet create -w alice -H miner', 'coldkey alice (asks for a password) with hotkey miner'],
        ['wallet create -w alice -H val --hotkey-only', 'one more hotkey'],
      ],
      load: () => import('../actions/wallet/create.js'),
    },
    {
      name: 'regen',
      summary: 'restore a coldkey or hotkey from its mnemonic or seed',
      description: 'The secret is read from a prompt without echo, or from a file. It is never an option.',
      arguments: [['<key>', 'coldkey or hotkey']],
      options: [
        ['--secret-file <file>', 'file with the mnemonic, 0x seed or secret URI, instead of a prompt'],
        ['--overwrite', 'replace an existing key, which is then lost'],
        ['--no-password', 'leave a coldkey unencrypted, for tests'],
      ],
      examples: [
        ['wallet regen coldkey -w alice', 'prompt for the mnemonic'],
        ['wallet regen hotkey -w alice -H miner --secret-file miner.txt', 'read it from a file'],
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
      summary: 'show the addresses, files and encryption of a wallet and all its hotkeys, without secrets',
      options: [['--balance', 'also read the balance of the coldkey from the chain']],
      examples: [
        ['wallet show -w alice -H miner', 'coldkey and hotkeys of alice'],
        ['wallet show -w alice --balance -n test', 'with the free balance on the test network'],
      ],
      load: () => import('../actions/wallet/show.js'),
    },
    {
      name: 'balance',
      summary: 'show the free and the staked balance of the coldkey',
      options: [['--address <address>', 'another coldkey than that of the wallet']],
      examples: [['wallet balance -w alice', 'free, staked at current prices, and the total']],
      load: () => import('../actions/wallet/balance.js'),
    },
    {
      name: 'overview',
      summary: 'show the neurons of all hotkeys of the wallet, on all subnets',
      options: [['--netuid <number>', 'only this subnet']],
      examples: [['wallet overview -w alice', 'uid, stake, permit and pay of each neuron']],
      load: () => import('../actions/wallet/overview.js'),
    },
    {
      name: 'transfer',
      summary: 'send TAO of the coldkey to another account',
      description: 'Each run pays again. Both accounts must keep the existential deposit of the chain.',
      options: [
        ['--to <address>', 'account that is paid', 'required'],
        ['--amount <tao>', 'TAO to send', 'required'],
      ],
      examples: [
        [
          'wallet transfer -w alice --to 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty --amount 1.5',
          'send 1.5 TAO',
        ],
      ],
      load: () => import('../actions/wallet/transfer.js'),
    },
    {
      name: 'faucet',
      summary: 'give the coldkey TAO on a devnet',
      description: 'Works on a devnet of subnetkit only: no other chain gives TAO away.',
      options: [['--amount <tao>', 'TAO to give (default: 1000)']],
      examples: [['wallet faucet -w alice -n local', '1000 TAO for tests']],
      load: () => import('../actions/wallet/faucet.js'),
    },
  ],
}
