import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { BenchRow } from './bench.js'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../packages/lab/src/testing/measure-devnet.ts', import.meta.url))

/** CPU time of an epoch of one population in the lab and on the devnet, in a process of its own; their shares must be identical. */
export async function labBench(): Promise<BenchRow[]> {
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx']
  const { stdout } = await run(process.execPath, [...flags, program])
  const { tempo, validators, miners, labMs, devnetMs } = JSON.parse(stdout) as Record<string, number>
  return [
    {
      name: `epoch of ${tempo} blocks: ${validators} validators, ${miners} miners, 4 tasks each`,
      value: `lab ${labMs!.toFixed(1)} ms of CPU`,
      reference: `devnet ${devnetMs!.toFixed(1)} ms of CPU`,
      ratio: `${(devnetMs! / labMs!).toFixed(0)}×`,
    },
  ]
}
