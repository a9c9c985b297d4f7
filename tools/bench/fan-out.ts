import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { synapse } from '@subnetkit/core'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import type { BenchRow } from './bench.js'
import { latenciesOf } from './latencies.js'

const miners = 256
const answerMs = 200
const deadlineMs = 2_000
const rounds = 8
const script = fileURLToPath(new URL('fan-out-miners.mjs', import.meta.url))
const keypair = createKeypair('//Alice')
const hotkey = createKeypair('//Bob').address

const subnet = {
  protocol: {
    echo: synapse({
      ...{ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) },
      deadline: deadlineMs,
    }),
  },
}

interface Round {
  readonly ms: number
  readonly cpuMs: number
  /** Results by kind. */
  readonly kinds: Readonly<Record<string, number>>
}

/** One query to each of 256 miners at once, in another process: fresh connections, kept ones, a quarter hostile. */
export async function fanOutBench(): Promise<BenchRow[]> {
  const cold: Round[] = []
  for (let run = 0; run < 3; run++) cold.push(...(await fanOut('honest', 1)))
  const [, ...warm] = await fanOut('honest', rounds + 1)
  const hostile = await fanOut('hostile', 3)
  return [
    rowOf(`fan-out to ${miners} miners, new connections`, cold, answerMs),
    rowOf(`fan-out to ${miners} miners, kept connections`, warm, answerMs),
    rowOf(`fan-out to ${miners} miners, a quarter hostile`, hostile, deadlineMs),
  ]
}

async function fanOut(manners: 'honest' | 'hostile', count: number): Promise<Round[]> {
  const child = spawn(process.execPath, [script, `${miners}`, `${answerMs}`, manners], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const ports = await portsOf(child.stdout)
    await using client = createMinerClient(subnet, { keypair, sessions: 'off' })
    const measured: Round[] = []
    for (let round = 0; round < count; round++) {
      const cpu = process.cpuUsage()
      const startedAt = performance.now()
      const results = await Promise.all(
        ports.map((port) =>
          client.query({ hotkey, host: '127.0.0.1', port }, 'echo', { text: 'a question' }),
        ),
      )
      const ms = performance.now() - startedAt
      const { user, system } = process.cpuUsage(cpu)
      const kinds: Record<string, number> = {}
      for (const { kind } of results) kinds[kind] = (kinds[kind] ?? 0) + 1
      measured.push({ ms, cpuMs: (user + system) / 1_000, kinds })
    }
    return measured
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}

async function portsOf(output: NodeJS.ReadableStream): Promise<number[]> {
  for await (const line of createInterface({ input: output }))
    return z.object({ ports: z.array(z.number()) }).parse(JSON.parse(line)).ports
  throw new Error('the miners did not start')
}

function rowOf(name: string, measured: readonly Round[], atLeastMs: number): BenchRow {
  const { p50, p99, worst } = latenciesOf(measured.map(({ ms }) => ms))
  const cpu = latenciesOf(measured.map(({ cpuMs }) => cpuMs / miners)).p50
  const answered = measured.map(({ kinds }) => kinds.ok ?? 0)
  return {
    name: `${name} (${Math.min(...answered)} answered, ${cpu.toFixed(2)} ms of CPU a call)`,
    value: `${p50.toFixed(0)} ms`,
    reference: `the slowest miner's ${atLeastMs} ms`,
    ratio: `${(atLeastMs / p50).toFixed(2)}×`,
    latencies: { p50, p99, worst },
  }
}
