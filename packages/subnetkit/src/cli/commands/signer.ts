import type { CommandSpec } from '../program/command-spec.js'

/** `subnet signer` */
export const signer: CommandSpec = {
  name: 'signer',
  summary: 'hold the hotkey in a separate process and sign allowed calls over a unix socket',
  description: 'Runs until interrupted. Other processes sign through it without access to the key.',
  options: [
    ['--socket <file>', 'path of the socket (default: <state-dir>/signer-<hotkey>.sock)'],
    ['--allow <call>', 'sign this call, as Pallet.call, in addition to those of a neuron', 'repeatable'],
    [
      '--sign-requests <netuid>',
      'sign requests to the hotkeys of this subnet as well, for validators and workers',
    ],
    ['--requests-per-second <number>', 'requests that it signs a second, on average (default: 100)'],
  ],
  examples: [
    ['signer -w alice -H val', 'sign for hotkey val'],
    ['signer -w alice -H val --sign-requests 3', 'let workers ask the miners of subnet 3'],
  ],
  load: () => import('../actions/signer.js'),
}
