import type { CommandSpec } from '../program/command-spec.js'

/** `subnet signer` */
export const signer: CommandSpec = {
  name: 'signer',
  summary: 'hold the hotkey in a separate process and sign allowed calls over a unix socket',
  description: 'Runs until interrupted. Other processes sign through it without access to the key.',
  options: [
    ['--socket <file>', 'path of the socket (default: <state-dir>/signer-<hotkey>.sock)'],
    ['--allow <call>', 'sign this call, as Pallet.call, in addition to those of a neuron', 'repeatable'],
  ],
  examples: [['signer -w alice -H val', 'sign for hotkey val']],
  load: () => import('../actions/signer.js'),
}
