import type { CommandSpec } from '../program/command-spec.js'

/** `subnet metagraph` */
export const metagraph: CommandSpec = {
  name: 'metagraph',
  summary: 'show the neurons of a subnet with their stake, permits and pay',
  arguments: [['[netuid]', 'subnet, the same as --netuid']],
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--mechanism <number>', 'mechanism whose incentive and weights to show (default: 0)'],
    ['--sort <column>', 'uid, stake, incentive, dividends, emission or updated (default: uid)'],
    ['--only <kind>', 'validators (with a permit) or miners (with an axon)'],
    ['--limit <rows>', 'show at most this many rows'],
    ['--watch', 'follow the chain, and print each change'],
  ],
  examples: [
    ['metagraph 1', 'all neurons of subnet 1 on finney'],
    ['metagraph --netuid 1 --sort incentive --limit 20', 'the twenty best-paid miners'],
    ['metagraph --netuid 1 --json | jq ".neurons[].hotkey"', 'all hotkeys, for a script'],
    ['metagraph --netuid 1 --watch -n local', 'follow the development chain'],
  ],
  load: () => import('../actions/metagraph/metagraph.js'),
}
