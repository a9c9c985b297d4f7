import { deepStrictEqual } from 'node:assert'
import { runEpoch } from '@subnetkit/yuma'
import type { BenchRow } from './bench.js'
import { referenceEpoch } from './yuma-reference.js'
import { epochScenario } from './yuma-scenario.js'

const DENSITY = 0.5
/** Time given to one scenario once it is warm. */
const MEASURE_MS = 300

/**
 * Epochs of growing subnets, next to a plain bigint transcription of the same steps, whose results must
 * be identical. Liquid alpha stops at 256 uids because the transcription takes an exponential per pair.
 */
export async function yumaBench(): Promise<BenchRow[]> {
  return [...[64, 256, 1024, 4096].map((n) => measure(n, false)), ...[64, 256].map((n) => measure(n, true))]
}

function measure(n: number, liquidAlpha: boolean): BenchRow {
  const validators = Math.min(n / 4, 64)
  const input = epochScenario({ n, validators, density: DENSITY, yuma3: true, liquidAlpha })
  const weights = input.weights.reduce((count, row) => count + row.length, 0)
  deepStrictEqual(runEpoch(input), referenceEpoch(input))
  const reference = median(() => referenceEpoch(input))
  const ms = median(() => runEpoch(input))
  return {
    name: `epoch, ${n} uids, ${validators} validators, ${weights} weights${liquidAlpha ? ', liquid alpha' : ''}`,
    value: format(ms),
    reference: format(reference),
    ratio: `${(reference / ms).toFixed(0)}x`,
  }
}

function median(run: () => unknown): number {
  const times: number[] = []
  const end = performance.now() + MEASURE_MS
  while (performance.now() < end || times.length < 3) {
    const start = performance.now()
    run()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!
}

function format(ms: number): string {
  return `${ms < 100 ? ms.toFixed(2) : ms.toFixed(0)} ms`
}
