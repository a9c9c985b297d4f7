import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import type { BenchRow } from './bench.js'
import { cpuMsOf } from './cpu.js'
import { median, startEngine } from './engine-rounds.js'
import { onServers, type Servers } from './engine-servers.js'
import { benchSubnet, deadlineMs } from './engine-subnet.js'

const minersScript = fileURLToPath(new URL('fan-out-miners.mjs', import.meta.url))
const keypair = createKeypair('//Alice')
const bob = createKeypair('//Bob').address

/** Rounds of the engine on Redis and PostgreSQL beside what they consist of: bare calls, and the deadline. */
export function engineBench(): Promise<BenchRow[]> {
  return onServers(async (servers) => [...(await overheadRows(servers)), ...(await deadlineRows(servers))])
}

/** CPU time of a miner-task in a round beside that of the same signed call alone. */
async function overheadRows(servers: Servers): Promise<BenchRow[]> {
  const [miners, perRound, rounds] = [64, 8, 7]
  const tasks = miners * perRound
  await using served = await startMiners(miners, 0)
  await using client = createMinerClient(benchSubnet({ perRound }), {
    ...{ keypair, allowPrivateAddresses: true, sessions: 'off', receipts: null },
  })
  await using engine = await startEngine({ ...servers, client, miners, perRound, ports: served.ports })
  const [ours, all, bare] = [[] as number[], [] as number[], [] as number[]]
  for (let round = 0; round < rounds; round++) {
    const before = served.cpuMs()
    const { cpuMs, allCpuMs } = await engine.round()
    ours.push(cpuMs / tasks)
    all.push((allCpuMs - (served.cpuMs() - before)) / tasks)
    bare.push((await bareCalls()) / tasks)
  }
  const [own, call] = [median(ours), median(bare)]
  const name = `a miner-task in a round of ${miners} × ${perRound} on Redis and PostgreSQL: CPU of`
  const row = (of: string, ms: number): BenchRow => ({
    name: `${name} ${of}`,
    value: `${ms.toFixed(2)} ms`,
    reference: `the signed call alone ${call.toFixed(2)} ms, so ${(ms - call).toFixed(2)} ms of our own`,
    ratio: `${(call / ms).toFixed(2)}×`,
  })
  return [row('the process', own), row('the process and both servers', median(all))]

  async function bareCalls(): Promise<number> {
    const cpu = process.cpuUsage()
    const calls = served.ports.flatMap((port) => Array.from({ length: perRound }, () => port)).values()
    const lane = async () => {
      for (const port of calls)
        await client.query({ hotkey: bob, host: '127.0.0.1', port }, 'echo', { text: 'word 123456789' })
    }
    await Promise.all(Array.from({ length: 64 }, lane))
    const { user, system } = process.cpuUsage(cpu)
    return (user + system) / 1_000
  }
}

/** 256 miners that answer near the deadline: a round ends soon after. */
async function deadlineRows(servers: Servers): Promise<BenchRow[]> {
  const [miners, perRound, answerMs] = [256, 8, deadlineMs * 0.9]
  await using served = await startMiners(miners, answerMs)
  await using client = createMinerClient(benchSubnet({ perRound }), {
    ...{ keypair, allowPrivateAddresses: true, sessions: 'off', receipts: null },
    ...{ maxConcurrent: 4_096, maxConnectionsPerMiner: 8 },
  })
  const ports = served.ports
  await using engine = await startEngine({ ...servers, client, miners, perRound, ports, concurrency: miners })
  const rounds = [await engine.round(), await engine.round(), await engine.round()]
  const ms = median(rounds.map((round) => round.ms))
  const cpu = median(rounds.map((round) => round.allCpuMs))
  return [
    {
      name: `a round of ${miners} miners × ${perRound} tasks, answered after ${answerMs} ms (${cpu.toFixed(0)} ms of CPU of all processes)`,
      value: `${ms.toFixed(0)} ms`,
      reference: `deadline ${deadlineMs} ms`,
      ratio: `${(deadlineMs / ms).toFixed(2)}×`,
    },
  ]
}

async function startMiners(count: number, answerMs: number) {
  const child = spawn(process.execPath, [minersScript, `${count}`, `${answerMs}`, 'honest'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { ports } = z.object({ ports: z.array(z.number()) }).parse(JSON.parse(line))
    return {
      ports,
      cpuMs: () => cpuMsOf(child.pid!) ?? 0,
      async [Symbol.asyncDispose]() {
        child.stdin.end()
        await once(child, 'exit')
      },
    }
  }
  throw new Error('the miners did not start')
}
