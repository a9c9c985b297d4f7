import { parseArgs } from 'node:util'
import { runCampaign } from './campaign.js'

/**
 * `npm run updates -- --count 50 --seed 1`: updates a validator on a devnet at random moments and, forced, at the worst ones, some of the
 * releases bad builds, with hidden weights in the second half, and kills the supervisor and the validator while it does; counts lost scores and missed weights, and exits with 1 if there are any.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    'block-ms': { type: 'string', default: '300' },
    'round-blocks': { type: 'string', default: '200' },
    'health-seconds': { type: 'string', default: '120' },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
const { checks } = await runCampaign({
  count: Number(values.count),
  seed: Number(values.seed),
  ...{ badShare: 0.25, killShare: 0.4, validatorKillShare: 0.2, forcedShare: 0.4, isHidden: true },
  blockMs: Number(values['block-ms']),
  roundBlocks: Number(values['round-blocks']),
  healthSeconds: Number(values['health-seconds']),
  say,
})
for (const { name, passed, detail } of checks) say(`${passed ? 'ok    ' : 'FAILED'} ${name}: ${detail}`)
process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1
