import { cascade } from '../../modes/cascade.js'
import { panel } from '../../modes/panel.js'
import { plain } from '../../modes/plain.js'
import { voteOf } from '../../modes/vote.js'
import { type BadMiner, simulateBadMiner } from './bad-miner.js'
import { simulateEqualMiners } from './equal-miners.js'
import { frozen, frozenTasks } from './frozen-tasks.js'
import { simulateQuality } from './quality.js'
import { simulateTail } from './tail.js'

// `npm run gateway:sim`: the tables of packages/gateway, README "Routing". In virtual time, so that the machine does not matter.
const seeds = Number(process.argv[2] ?? 10)
const requests = Number(process.argv[3] ?? 40_000)

const ms = (value: number) => value.toFixed(0)
const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`
const row = (...cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`)
function table(...head: readonly string[]): void {
  process.stdout.write('\n')
  row(...head)
  row(...head.map(() => '---'))
}
const ofSeeds = <T>(run: (seed: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: seeds }, (_, at) => run(at + 1)))
const range = (values: readonly number[]) =>
  `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

table('requests/s', 'hedged', 'p50 ms', 'p95', 'p99', 'failed', 'extra calls')
for (const perSecond of [40, 220])
  for (const hedged of [false, true]) {
    const tail = await simulateTail({ requests, perSecond, hedged, seed: 1 })
    const { p50, p95, p99, failed, extra } = tail
    row(perSecond, hedged ? 'yes' : 'no', ms(p50), ms(p95), ms(p99), percent(failed, 2), percent(extra))
  }

const { reader, warm, hot } = frozen
const tasks = frozenTasks()
const five = [reader, warm[0], warm[1], hot[0], hot[1]]
const single = (places: readonly number[]) =>
  range(places.map((place) => tasks.filter(({ right }) => right[place] === '1').length / tasks.length))
table('arrangement', 'right')
row('passage reader alone', single([reader]))
row('model at temperature 1, at 1.8', `${single(warm)}, ${single(hot)}`)
row('vote of 3 at 1.8, of 5', `${await voted(3)}, ${await voted(5)}`)
for (const scored of [20, 40, 80, 300]) {
  const run = (miners: readonly number[], mode: typeof plain) =>
    ofSeeds((seed) => simulateQuality({ miners, mode, scored, seed })).then(range)
  row(`reader and model routed by the prompt, ${scored} scored tasks`, await run([reader, warm[0]], plain))
  row(`panel of reader, 2 models at 1, 2 at 1.8, ${scored} scored tasks`, await run(five, panel))
  row(`the same in a cascade, ${scored} scored tasks`, await run(five, cascade))
}

table('the best of 8 turns bad', 'first 100', 'first 500', 'first 2,000', 'quiet after: median, p90')
for (const right of [0, 0.5]) {
  const turned = await ofSeeds((seed) => simulateBadMiner({ right, seed }))
  const share = (of: (one: BadMiner) => number) => percent(mean(turned.map(of)), 2)
  const quiet = turned.map(({ quietAfter }) => quietAfter).sort((a, b) => a - b)
  const at = (part: number) => quiet[Math.floor(part * quiet.length)]!
  row(
    right === 0 ? 'garbage' : 'half of it wrong',
    ...[share((one) => one.first100), share((one) => one.first500), share((one) => one.first2000)],
    `${at(0.5)}, ${at(0.9)}`,
  )
}

table('equal miners', 'requests/s', 'least share of one, of 24 seeds')
for (const miners of [4, 8])
  for (const perSecond of [1, 20]) {
    const least: number[] = []
    for (let seed = 1; seed <= 24; seed++)
      least.push(Math.min(...(await simulateEqualMiners({ miners, requests: 2_000, perSecond, seed }))))
    row(miners, perSecond, percent(Math.min(...least)))
  }

async function voted(voters: number): Promise<string> {
  const miners = hot.slice(0, voters)
  return range(await ofSeeds((seed) => simulateQuality({ miners, mode: voteOf(voters), scored: 0, seed })))
}
