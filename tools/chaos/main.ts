import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const program = refuseWrongOptions(new Command('chaos'))
  .description('Runs the chain client, the metagraph and the weights outbox through storms of faults.')
  .option('--faults <n>', 'faults of each storm', wholeNumber(1), 220)
  .option('--seeds <n>', 'storms, from seed 1 up', wholeNumber(1), 1)
  .addHelpText('after', '\nExample:\n  npm run chaos -- --seeds 20 --faults 1000')
  .parse()
const { faults, seeds } = program.opts<{ readonly faults: number; readonly seeds: number }>()
const { SUBNETKIT_REPORTS: reports } = process.env

let failed = false
for (let seed = 1; seed <= seeds; seed++) {
  const json =
    reports === undefined
      ? []
      : ['--reporter=json', `--outputFile.json=${join(reports, `storm-${seed}.json`)}`]
  const args = ['vitest', 'run', 'storm.test.ts', '--reporter=default', ...json]
  const env = { ...process.env, STORM_SEED: String(seed), STORM_FAULTS: String(faults) }
  const child = spawn('npx', args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  failed ||= code !== 0
}
process.exitCode = failed ? 1 : 0
