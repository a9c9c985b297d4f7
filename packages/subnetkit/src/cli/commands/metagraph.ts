import type { CommandSpec } from '../program/command-spec.js'

/** `subnet metagraph` */
export const metagraph: CommandSpec = {
  name: 'metagraph',
  summary: 'show who is registered on a subnet, with stake, permit and pay',
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--mechanism <number>', 'mechanism whose incentive and weights count (default: 0)'],
    ['--sort <column>', 'uid, stake, incentive, dividends, emission or updated (default: uid)'],
    ['--only <kind>', 'validators (with a permit) or miners (with an axon)'],
    ['--limit <rows>', 'show no more rows than this'],
    ['--watch', 'keep on screen what the chain says, and print what changed'],
  ],
  examples: [
    ['metagraph --netuid 1', 'everyone on subnet 1 of finney'],
    ['metagraph --netuid 1 --sort incentive --limit 20', 'the twenty best paid miners'],
    ['metagraph --netuid 1 --json | jq ".neurons[].hotkey"', 'all hotkeys, for a script'],
    ['metagraph --netuid 1 --watch -n local', 'follow the development chain'],
  ],
  load: () => import('../actions/metagraph/metagraph.js'),
}
