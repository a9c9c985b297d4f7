import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { BenchRow } from './bench.js'
import { median } from './engine-rounds.js'

const script = fileURLToPath(new URL('boot-store.mjs', import.meta.url))
const passes = 3
const times = z.object({ ms: z.number(), cpuMs: z.number() })

/**
 * First boot of an embedded store with its queues, from the start of a process, compiled, beside a later boot of the
 * same directory, in turns.
 */
export async function bootBench(): Promise<BenchRow[]> {
  const [first, later] = [measured(), measured()]
  for (let pass = 0; pass < passes; pass++) {
    const directory = mkdtempSync(join(tmpdir(), 'subnetkit-bench-'))
    using _removed = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
    for (const one of [first, later]) {
      const { ms, cpuMs } = await boot(directory)
      one.ms.push(ms)
      one.cpuMs.push(cpuMs)
    }
  }
  const row = (name: string, ours: readonly number[], reference: readonly number[]): BenchRow => ({
    name: `embedded store and queues: first boot of a process, ${name}`,
    value: `${median(ours).toFixed(0)} ms`,
    reference: `a later boot ${median(reference).toFixed(0)} ms`,
    ratio: `${(median(reference) / median(ours)).toFixed(2)}×`,
  })
  return [row('by the clock', first.ms, later.ms), row('CPU time', first.cpuMs, later.cpuMs)]
}

const measured = () => ({ ms: [] as number[], cpuMs: [] as number[] })

async function boot(directory: string): Promise<z.infer<typeof times>> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, directory])
  return times.parse(JSON.parse(stdout))
}
