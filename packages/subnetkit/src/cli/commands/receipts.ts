import type { CommandGroup } from '../program/command-spec.js'

/** `subnet receipts …` */
export const receipts: CommandGroup = {
  name: 'receipts',
  summary: 'check proofs of who answered what',
  commands: [
    {
      name: 'verify',
      summary: 'check that a miner gave an answer, by its receipt',
      description:
        'Needs no network and no key. The exit code is 1 if the receipt does not prove the answer to the request.',
      arguments: [['<file>', 'JSON with the receipt, the request and the answer, as formatProof writes it']],
      examples: [['receipts verify proof.json', 'check the proof in a file']],
      load: () => import('../actions/receipts/verify.js'),
    },
  ],
}
