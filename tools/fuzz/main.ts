import { reasonOf } from '@subnetkit/base'
import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { fuzzRequests } from './run-fuzz.js'

const program = refuseWrongOptions(new Command('fuzz:requests'))
  .description(
    'Sends mutated signed requests to a verifier, to a second implementation and to a real server.',
  )
  .option('--runs <n>', 'mutated requests', wholeNumber(1), 100_000)
  .option('--seed <n>', 'seed of the first lane', wholeNumber(1), Date.now() % 1_000_000)
  .option('--lanes <n>', 'cases at the same time', wholeNumber(1), 8)
  .option('--path <path>', 'replays the case at this path of the seed; use with --lanes 1')
  .addHelpText('after', '\nExample:\n  npm run fuzz:requests -- --runs 100000 --seed 1')
  .parse()
const { runs, seed, lanes, path } = program.opts<{
  readonly runs: number
  readonly seed: number
  readonly lanes: number
  readonly path?: string
}>()

const say = (line: string) => process.stdout.write(`${line}\n`)
say(`seed ${seed}, ${runs} runs in ${lanes} lanes`)
const startedAt = performance.now()
const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1)
const step = Math.max(1, Math.floor(runs / 20))
try {
  const { cases, acceptedAlike, answers, held } = await fuzzRequests({
    ...{ runs, seed, lanes, path },
    onProgress: (done) => {
      if (done % step === 0) say(`${done} cases, ${seconds()} s`)
    },
  })
  const [early, late] = held
  for (const [answer, times] of [...answers].toSorted(([, a], [, b]) => b - a)) say(`${answer}: ${times}`)
  say(`${cases} cases in ${seconds()} s: none accepted that differs from what was signed`)
  say(`${acceptedAlike} accepted after a change that means nothing`)
  say(
    `heap ${early.heapMB.toFixed(1)} -> ${late.heapMB.toFixed(1)} MB, files ${early.files} -> ${late.files}`,
  )
} catch (error) {
  say(reasonOf(error))
  process.exitCode = 1
}
