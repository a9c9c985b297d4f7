import { createQueues, openDatabase } from '@subnetkit/core/validator'
import type { BenchRow } from './bench.js'
import { median, startEngine } from './engine-rounds.js'
import { echoClient } from './engine-subnet.js'

/**
 * CPU time of a miner-task as a subnet grows, and as rounds with their receipts pile up, on the embedded database, whose
 * own time is in it.
 */
export async function engineGrowthBench(): Promise<BenchRow[]> {
  const perRound = 2
  await using database = await openDatabase({ memory: true })
  await using queues = await createQueues({ database })
  const costs: { readonly miners: number; readonly cpuMs: number }[] = []
  for (const miners of [64, 128, 256, 512, 1_024]) {
    await using engine = await startEngine({ queues, database, client: echoClient, miners, perRound })
    const rounds = [await engine.round(), await engine.round(), await engine.round()]
    costs.push({ miners, cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)) / (miners * perRound) })
    process.stderr.write(`${miners} miners: ${costs.at(-1)!.cpuMs.toFixed(2)} ms\n`)
  }
  const [first, ...larger] = costs
  const rows = larger.map(({ miners, cpuMs }) => ({
    name: `a miner-task on the embedded database, ${miners} miners`,
    value: `${cpuMs.toFixed(2)} ms of CPU`,
    reference: `${first!.miners} miners ${first!.cpuMs.toFixed(2)} ms`,
    ratio: `${(first!.cpuMs / cpuMs).toFixed(2)}×`,
  }))
  await using engine = await startEngine({ queues, database, client: echoClient, miners: 16, perRound })
  const early: number[] = []
  const late: number[] = []
  const kept = 120
  for (let round = 1; round <= kept; round++) {
    const { cpuMs } = await engine.round()
    if (round > 5 && round <= 25) early.push(cpuMs)
    if (round > kept - 20) late.push(cpuMs)
  }
  const [before, after] = [median(early), median(late)]
  rows.push({
    name: `a round of 16 × ${perRound} with ${kept} rounds and ${kept * 16 * perRound} receipts kept`,
    value: `${after.toFixed(1)} ms of CPU`,
    reference: `with about 15 rounds ${before.toFixed(1)} ms`,
    ratio: `${(before / after).toFixed(2)}×`,
  })
  return rows
}
