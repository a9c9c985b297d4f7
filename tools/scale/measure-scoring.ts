import { createHash } from 'node:crypto'
import { scoreAnswer } from '@subnetkit/core'
import { rightText } from '../text/right-text.js'
import { playedSubnet } from './played-subnet.js'
import type { Load, ScaleResult } from './result.js'

const miners = 256

/** Passes over all miners: in all but the last one the code gets warm. */
const passes = 4

/** Tasks of the text subnet drawn and their right answers scored by its rubric, with nothing around it. */
export async function measureScoring(load: Pick<Load, 'tasks'>): Promise<ScaleResult['scoring']> {
  for (let pass = 1; pass < passes; pass++) await measureOnce(load)
  return measureOnce(load)
}

async function measureOnce(load: Pick<Load, 'tasks'>): Promise<ScaleResult['scoring']> {
  const subnet = playedSubnet(load.tasks)
  const secret = Uint8Array.from(createHash('sha256').update('scale').digest())
  const round = { netuid: 1, mechanism: 0, number: 7_200_000, secret }
  let [drawUs, scoreUs, count] = [0, 0, 0]
  for (let miner = 0; miner < miners; miner++) {
    const start = process.cpuUsage()
    const tasks = subnet.tasks.tasksFor(round, `miner ${miner}`)
    drawUs += usSince(start)
    const replies = tasks.map((task) => {
      const text = rightText(task.truth)
      const end = { tokensUsed: 8, finishReason: 'stop', modelId: 'stub' } as const
      const output = task.synapse === 'stream' ? [{ text, end }] : { completion: text, ...end }
      return { task, output: output as never, latencyMs: 100, firstChunkMs: 50 }
    })
    const scoring = process.cpuUsage()
    for (const reply of replies) await scoreAnswer(subnet, reply)
    scoreUs += usSince(scoring)
    count += tasks.length
  }
  return { drawUs: drawUs / count, scoreUs: scoreUs / count }
}

function usSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return user + system
}
