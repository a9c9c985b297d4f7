import type { CommandSpec } from '../program/command-spec.js'

/** `subnet signer` */
export const signer: CommandSpec = {
  name: 'signer',
  summary: 'hold the hotkey in a process of its own and sign allowed calls over a unix socket',
  description: 'Runs until interrupted. Others sign through it without ever seeing the key.',
  options: [
    ['--socket <file>', 'where it listens (default: <state-dir>/signer-<hotkey>.sock)'],
    ['--allow <call>', 'a call to sign, as Pallet.call, besides those of a neuron', 'repeatable'],
  ],
  examples: [['signer -w alice -H val', 'sign for hotkey val']],
  load: () => import('../actions/signer.js'),
}
