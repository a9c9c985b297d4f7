import { fileURLToPath } from 'node:url'
import type { BenchRow } from './bench.js'
import { latenciesOf } from './latencies.js'
import { runLoad } from './peers/load.js'
import { inFlight, signedRequests } from './peers/requests.js'
import { type ServerProcess, startServer } from './peers/server-process.js'

const script = fileURLToPath(new URL('worker-miner.mjs', import.meta.url))
const requests = 3_000
const rounds = 6

interface Measured {
  readonly perSecond: number[]
  readonly durations: number[]
  /** CPU time of all its processes for one request, in µs. */
  readonly cpuUs: number[]
}

/**
 * Signed requests to a miner with two workers beside one process, in turns: as measured, with the load on the same cores,
 * and by CPU time, which is what two free cores would serve.
 */
export async function workersBench(): Promise<BenchRow[]> {
  await using one = await startMiner(1)
  await using two = await startMiner(2)
  const [single, double] = [measured(), measured()]
  for (let round = 0; round < rounds; round++) {
    await measure(one, single)
    await measure(two, double)
  }
  const name = 'signed requests to a miner with two workers'
  const [rate, singleRate] = [median(double.perSecond), median(single.perSecond)]
  const [cpu, singleCpu] = [median(double.cpuUs), median(single.cpuUs)]
  return [
    {
      name,
      value: `${Math.round(rate)}/s`,
      reference: `one process ${Math.round(singleRate)}/s`,
      ratio: `${(rate / singleRate).toFixed(2)}×`,
      latencies: latenciesOf(double.durations),
    },
    {
      name: `${name}, by CPU time`,
      value: `${Math.round(cpu)} µs`,
      reference: `one process ${Math.round(singleCpu)} µs`,
      ratio: `${((2 * singleCpu) / cpu).toFixed(2)}×`,
    },
  ]
}

const measured = (): Measured => ({ perSecond: [], durations: [], cpuUs: [] })

async function measure(miner: ServerProcess, results: Measured): Promise<void> {
  const take = await signedRequests(miner.port, requests)
  const before = miner.cpuMs() ?? Number.NaN
  const { perSecond, durations } = await runLoad(miner.port, inFlight, take)
  results.cpuUs.push((((miner.cpuMs() ?? Number.NaN) - before) * 1_000) / requests)
  results.perSecond.push(perSecond)
  for (const duration of durations) results.durations.push(duration)
}

async function startMiner(workers: number): Promise<ServerProcess> {
  const miner = await startServer([process.execPath, script, `${workers}`], { cores: null })
  await measure(miner, measured())
  return miner
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
