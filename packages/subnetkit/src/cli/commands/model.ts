import type { CommandGroup } from '../program/command-spec.js'

/** `subnet model …` */
export const model: CommandGroup = {
  name: 'model',
  summary: 'publish which model a miner answers with, and read it',
  commands: [
    {
      name: 'commit',
      summary: 'publish hash, name and licence of a model in the commitment of the hotkey',
      description:
        'The record on chain that this hotkey answers with this model, from this block on. Receipts of gateways name it. It replaces an earlier one; everything else in the commitment stays. Nothing checks that answers come from the model.',
      arguments: [['[file]', 'file of the model, whose SHA-256 is published']],
      options: [
        ['--netuid <number>', 'subnet', 'required'],
        ['--hash <hash>', 'SHA-256 instead of a file: of several files, that of the output of sha256sum'],
        ['--name <text>', 'name of the model', 'required'],
        ['--licence <text>', 'licence of the model, such as apache-2.0', 'required'],
      ],
      examples: [
        [
          'model commit model.gguf --name "Qwen3 8B" --licence apache-2.0 --netuid 3 -w bob -H miner',
          'publish a file',
        ],
      ],
      load: () => import('../actions/model/commit.js'),
    },
    {
      name: 'show',
      summary: 'read the model of a hotkey, or of all of a subnet',
      arguments: [['[hotkey]', 'hotkey (default: all that have one)']],
      options: [['--netuid <number>', 'subnet', 'required']],
      examples: [['model show --netuid 3', 'the models of all miners']],
      load: () => import('../actions/model/show.js'),
    },
  ],
}
