import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { BenchRow } from './bench.js'
import { cpuMsOf } from './cpu.js'
import { engineHotkey, median, startEngine } from './engine-rounds.js'
import { onServers, type Servers } from './engine-servers.js'
import { echoClient } from './engine-subnet.js'

const script = fileURLToPath(new URL('engine-scorer.ts', import.meta.url))
const [netuid, miners, perRound, scoreMs, passes] = [50_000, 50, 4, 5, 3]

type Urls = Pick<Servers, 'redisUrl' | 'databaseUrl'>

/** Scoring that needs a core, by one worker process and by two, in turns, of rounds whose answers wait in the store. */
export function engineWorkersBench(): Promise<BenchRow[]> {
  return onServers(scorersRows)
}

async function scorersRows({ redisUrl, databaseUrl, ...parts }: Servers): Promise<BenchRow[]> {
  const urls = { redisUrl, databaseUrl }
  await using first = await startScorer(urls)
  await using second = await startScorer(urls)
  // It waits for the coordinator, whose first round waits for it..
  const going = first.say('go')
  await using engine = await startEngine({
    ...{ ...parts, netuid, miners, perRound, isScoring: false },
    client: echoClient,
  })
  await going
  await first.say('stop')
  const [one, two] = [
    { ms: [] as number[], cpuMs: [] as number[] },
    { ms: [] as number[], cpuMs: [] as number[] },
  ]
  for (let pass = 0; pass <= passes; pass++) {
    for (const [measured, scorers] of [
      [one, [pass % 2 === 0 ? first : second]],
      [two, [first, second]],
    ] as const) {
      const { asked, folded } = engine.begin()
      await asked
      const cpu = cpuOf(scorers)
      const start = performance.now()
      await Promise.all(scorers.map((scorer) => scorer.say('go')))
      await folded
      const ms = performance.now() - start
      await Promise.all(scorers.map((scorer) => scorer.say('stop')))
      if (pass === 0) continue
      measured.ms.push(ms)
      measured.cpuMs.push(cpuOf(scorers) - cpu)
    }
  }
  const name = `scoring of ${miners} × ${perRound} tasks that takes ${scoreMs} ms each, by two workers`
  const [ms, oneMs, cpuMs, oneCpuMs] = [two.ms, one.ms, two.cpuMs, one.cpuMs].map(median) as [
    ...[number, number, number, number],
  ]
  return [
    {
      name,
      value: `${ms.toFixed(0)} ms`,
      reference: `by one ${oneMs.toFixed(0)} ms`,
      ratio: `${(oneMs / ms).toFixed(2)}×`,
    },
    {
      name: `${name}: their CPU time, as on free cores`,
      value: `${cpuMs.toFixed(0)} ms`,
      reference: `of one ${oneCpuMs.toFixed(0)} ms`,
      ratio: `${((2 * oneCpuMs) / cpuMs).toFixed(2)}×`,
    },
  ]
}

type Scorer = Awaited<ReturnType<typeof startScorer>>

const cpuOf = (scorers: readonly Scorer[]) => scorers.reduce((sum, { pid }) => sum + (cpuMsOf(pid) ?? 0), 0)

async function startScorer(urls: Urls) {
  const options = { ...urls, netuid, hotkey: engineHotkey, perRound, scoreMs }
  const child = spawn(
    process.execPath,
    [...['--conditions=@subnetkit/source', '--import', 'tsx'], script, JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function next(): Promise<void> {
    if ((await lines.next()).done) throw new Error('the worker ended')
  }
  await next()
  return {
    pid: child.pid!,
    /** Resolves when the worker has done so. */
    async say(line: 'go' | 'stop') {
      child.stdin.write(`${line}\n`)
      await next()
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
