import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the chain client, the metagraph and the weights outbox through storms of faults. Returns true if all passed. */
export async function runStorms({
  faults,
  seeds,
}: {
  readonly faults: number
  readonly seeds: number
}): Promise<boolean> {
  const { SUBNETKIT_REPORTS: reports } = process.env
  let passed = true
  for (let seed = 1; seed <= seeds; seed++) {
    const json =
      reports === undefined
        ? []
        : ['--reporter=json', `--outputFile.json=${join(reports, `storm-${seed}.json`)}`]
    const args = ['vitest', 'run', 'storm.test.ts', '--reporter=default', ...json]
    const env = { ...process.env, STORM_SEED: String(seed), STORM_FAULTS: String(faults) }
    const child = spawn('npx', args, {
      cwd: root,
      env,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    passed &&= code === 0
  }
  return passed
}
