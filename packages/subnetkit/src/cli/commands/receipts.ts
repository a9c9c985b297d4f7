import type { CommandGroup, OptionSpec } from '../program/command-spec.js'

/** The folder of the store that a command reads. */
export const directoryOption: OptionSpec = [
  '--directory <folder>',
  'folder of the validator (default: that of its hotkey in ~/.local/state/subnetkit/validators)',
]

/** `subnet receipts …` */
export const receipts: CommandGroup = {
  name: 'receipts',
  summary: 'export score records, and check them and the proofs of who answered what',
  commands: [
    {
      name: 'export',
      summary: 'write the score records of a validator, which anyone can check',
      description:
        'Reads the store of the validator, also while it runs. Writes lines of JSON: each round, then its records, with the receipts by which miners prove their answers. docs/receipts.md has the format.',
      options: [
        ['--from <round>', 'first round (default: the oldest that is kept)'],
        ['--to <round>', 'last round (default: the newest)'],
        ['--miner <hotkey>', 'records of one miner, each with its path to the root of its round'],
        ['--no-proofs', "leave the miners' own receipts out"],
        ['--no-observations', 'leave out what the tasks of a round were drawn with'],
        directoryOption,
        ['--out <file>', 'new file to write (default: the standard output)'],
      ],
      sections: ['subnet', 'database'],
      examples: [
        ['receipts export --netuid 3 -w alice -H val --out scores.jsonl', 'all rounds that are kept'],
        [
          'receipts export --netuid 3 -w alice -H val --from 6000120 --to 6000120',
          'one round, to the terminal',
        ],
      ],
      load: () => import('../actions/receipts/export.js'),
    },
    {
      name: 'fetch',
      summary: "get a miner's own score records from a validator",
      description:
        'Asks the validator with requests that the hotkey of the miner signs. Gets records of rounds whose secret is revealed and whose root is on chain, checks them, and writes the lines that receipts verify reads. The validator needs the setting records.port.',
      options: [
        ['--validator <hotkey>', 'validator to ask', 'required'],
        ['--url <address>', 'address of its score records (default: its axon on chain)'],
        ['--rounds <number>', 'newest rounds with records of the miner (default: 20)'],
        ['--out <file>', 'new file to write (default: the standard output)'],
      ],
      sections: ['subnet'],
      examples: [
        [
          'receipts fetch --netuid 3 -w bob -H miner --validator 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty --out mine.jsonl',
          'from the address that the validator has published',
        ],
        [
          'receipts fetch --netuid 3 -w bob -H miner --validator 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty --url http://203.0.113.5:8092 --rounds 1',
          'the newest round, from an address that the operator has given',
        ],
      ],
      load: () => import('../actions/receipts/fetch.js'),
    },
    {
      name: 'verify',
      summary: 'check score records, or that a miner gave an answer, by its receipt',
      description:
        'Takes a file of receipts export, which is compared with the chain as well, or a proof of a miner, which needs no network. Needs no key. The exit code is 1 if anything in it is not what was signed, and the error names the line and the field. The newest rounds may not be on chain yet: they are stated as not proven.',
      arguments: [
        [
          '<file>',
          'lines of receipts export, or JSON with the receipt, the request and the answer, as formatProof writes it',
        ],
      ],
      options: [
        ['--offline', 'do not compare score records with the chain'],
        [
          '--max-delay <blocks>',
          'blocks from a round to its root on chain that are accepted (default: 7200, a day)',
        ],
      ],
      examples: [
        ['receipts verify scores.jsonl --network finney', 'check score records against the chain'],
        ['receipts verify scores.jsonl --offline', 'check the hashes and signatures alone'],
        ['receipts verify proof.json', 'check the proof of an answer in a file'],
      ],
      load: () => import('../actions/receipts/verify.js'),
    },
  ],
}
