import type { CommandSpec } from '../program/command-spec.js'

/** `subnet miner-test`, which is also `subnet miner test`. */
export const minerTest: CommandSpec = {
  name: 'miner-test',
  spelling: 'miner test',
  summary: 'ask a miner as a validator does, and show its scores by family (also: miner test)',
  description:
    'Asks over the wire, with signed requests and the deadlines of the protocol, and scores the answers. Without --axon it serves the handlers of the module on this machine. The key that signs is made for the test and admitted by few miners; -w and -H name one of yours. Each round is scored before the next one. The exit code is 1 if an answer is missing, refused, malformed or could not be checked; one that waits for other miners or for a later round (NOT_YET) is no failure.',
  arguments: [
    ['[module]', 'file or package that exports the subnet (default: that of the project in this folder)'],
  ],
  options: [
    ['--axon <host:port>', 'address or URL of a running miner (default: serve the handlers of the module)'],
    ['--miner-hotkey <address>', 'hotkey of the running miner'],
    ['--tls-fingerprint <sha256>', 'fingerprint of its certificate, where it speaks TLS'],
    [
      '--handlers <module>',
      'file or package with the handlers to serve (default: as subnet miner finds them)',
    ],
    ['--rounds <number>', 'rounds of tasks (default: 1)'],
    ['--seed <number>', 'another seed draws other tasks (default: 1)'],
    ['--least <score>', 'fail below this mean score, such as 0.5, or without any'],
  ],
  sections: ['subnet'],
  examples: [
    ['miner test', 'the handlers of the project in this folder'],
    [
      'miner test --axon 203.0.113.5:8091 --miner-hotkey 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty -w alice -H val',
      'a running miner, with a hotkey that it admits',
    ],
    ['miner test ./subnet.ts --rounds 5 --least 0.8 --json', 'for CI'],
  ],
  load: () => import('../actions/miner-test/miner-test.js'),
}
