import type { CommandSpec } from '../program/command-spec.js'

/** `subnet dev` */
export const dev: CommandSpec = {
  name: 'dev',
  summary:
    'run a subnet on this machine while you write it: chain, validator and sample miners, with a live table',
  description:
    'Starts a chain in memory, a validator and sample miners: the first has the handlers of the subnet, the others are worse on purpose, and the table says how. Rubric, tasks, protocol and miner reload when their files are saved; chain and scores stay. Runs until interrupted, and keeps nothing. With --json it prints one JSON object per line: each names its event, such as round, which has the table, or first-incentive.\nWith --network there is no chain of its own: it validates a subnet that exists with the wallet that -w and -H name.',
  arguments: [
    ['[module]', 'file or package that exports the subnet (default: that of the project in this folder)'],
  ],
  options: [
    ['--miners <number>', 'sample miners (default: 3)'],
    ['--validators <number>', 'validators (default: 1)'],
    ['--seed <number>', 'draw the same questions in each run'],
    [
      '--block-time <ms>',
      'time from block to block, in ms (default: 250, more on a machine that starts slowly)',
    ],
    [
      '--port <number>',
      'port of the chain on 127.0.0.1, for wallets and other commands (default: 9944, or a free one)',
    ],
    [
      '--allow-origin <origin>',
      'let a web page use the chain, such as https://polkadot.js.org',
      'repeatable',
    ],
    [
      '--gateway',
      'answer clients such as that of openai, too, and print lines that ask the miners, with a key; it keeps the views that the subnet has at the start',
    ],
    [
      '--dashboard [address]',
      'serve the pages that show the first validator to a browser (default: 127.0.0.1:9470, or a free port)',
    ],
    ['--fresh-scores', 'reset the scores with each reload (default: they continue, as in an update)'],
    ['--miner-hotkey <name>', 'with --network: run the miner with this hotkey of the wallet, too'],
    ['--until <event>', 'end with exit code 0 after an event: incentive, the first one'],
    ['--within <seconds>', 'with --until: longest wait from the start (default: 600, with --network 14400)'],
  ],
  sections: ['subnet'],
  endsItself: true,
  examples: [
    ['dev', 'the project in this folder'],
    ['dev ./subnet.ts --miners 5 --seed 7', 'five sample miners, and the same questions each time'],
    ['dev --dashboard', 'look at rounds, miners and answers in a browser'],
    ['dev --gateway', 'ask the miners from a shell or a notebook'],
    ['dev --until incentive --json', 'for CI: JSON lines, until the first incentive is paid'],
    ['dev --network test --netuid 12 -w alice -H val', 'validate a subnet that exists, and reload on edits'],
  ],
  load: () => import('../actions/dev/dev.js'),
}
