import { reasonOf } from '@subnetkit/base'
import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../../options.js'
import { walkChainHead } from './chain-head.js'
import { fuzzDoor } from './run-door.js'

const program = refuseWrongOptions(new Command('fuzz:door'))
  .description(
    'Sends drawn inputs to the port of a devnet, none of which may change its state; then walks chainHead followers.',
  )
  .option('--runs <n>', 'inputs', wholeNumber(1), 200_000)
  .option('--walks <n>', 'walks of followers of the head, of 100 steps each', wholeNumber(0), 2_000)
  .option('--seed <n>', 'seed of the first thousand', wholeNumber(1), Date.now() % 1_000_000)
  .addHelpText('after', '\nExample:\n  npm run fuzz:door -- --runs 200000 --seed 1')
  .parse()
const { runs, walks, seed } = program.opts<Readonly<Record<'runs' | 'walks' | 'seed', number>>>()

const say = (line: string) => process.stdout.write(`${line}\n`)
say(`seed ${seed}, ${runs} inputs`)
const step = Math.max(1000, Math.floor(runs / 20_000) * 1000)
try {
  const { inputs, answers } = await fuzzDoor({
    ...{ runs, seed },
    onProgress: (done) => {
      if (done % step === 0) say(`${done} inputs`)
    },
  })
  for (const [answer, times] of [...answers].toSorted(([, a], [, b]) => b - a)) say(`${answer}: ${times}`)
  say(`${inputs} inputs: the state is unchanged`)
  const events = await walkChainHead({
    ...{ runs: walks, seed },
    onProgress: (done) => {
      if (done % 100 === 0) say(`${done} walks`)
    },
  })
  for (const [event, times] of [...events].toSorted(([, a], [, b]) => b - a)) say(`${event}: ${times}`)
  say(`${walks} walks: each event and answer is as the specification has it`)
} catch (error) {
  say(reasonOf(error))
  process.exitCode = 1
}
