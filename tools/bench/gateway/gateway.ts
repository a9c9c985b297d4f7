import type { BenchRow } from '../bench.js'
import { inMs, latenciesOf } from '../latencies.js'
import { chatClient, type SendChat } from './chat.js'
import { atRate, inFlightOf } from './pace.js'
import { type GatewaySite, promptOf, startGatewaySite } from './site.js'

const rate = { perSecond: 200, count: 1_000 }
const rounds = 4
const full = { lanes: 32, count: 4_000 }
const streams = 200
/** Longest that a stream may take beside the median one. */
const starved = 2

/** A gateway without prices and limits beside its miners asked directly, in turns. */
export async function gatewayBench(): Promise<BenchRow[]> {
  await using site = await startGatewaySite()
  using send = chatClient(site.api)
  await inFlightOf({ lanes: 32, count: 3_000 }, () => send(promptOf(20)))
  await inFlightOf({ lanes: 32, count: 1_000 }, () => site.direct(promptOf(20)))
  const rows = [...(await overhead(site, send)), await throughput(site, send), await manyStreams(send)]
  return [...rows, await receipts(site, send)]
}

/** The price of receipts: the same load on a gateway that signs, stores and collects them. */
async function receipts({ gateway, withReceipts }: GatewaySite, send: SendChat): Promise<BenchRow> {
  using receipted = chatClient(withReceipts.api)
  await inFlightOf({ lanes: 32, count: 3_000 }, () => receipted(promptOf(20)))
  const off: number[] = []
  const on: number[] = []
  const cpu = { off: 0, on: 0 }
  const spent = async (server: GatewaySite['gateway'], run: () => Promise<unknown>) => {
    const before = server.cpuMs() ?? Number.NaN
    await run()
    return (server.cpuMs() ?? Number.NaN) - before
  }
  for (let round = 0; round < rounds; round++) {
    cpu.off += await spent(gateway, async () => off.push(...(await atRate(rate, () => send(promptOf(20))))))
    cpu.on += await spent(withReceipts.gateway, async () =>
      on.push(...(await atRate(rate, () => receipted(promptOf(20))))),
    )
  }
  const [without, ours] = [latenciesOf(off), latenciesOf(on)]
  const each = (ms: number) => (ms / (rounds * rate.count)).toFixed(2)
  return {
    name: `gateway with receipts at ${rate.perSecond}/s, p99 (${each(cpu.on)} ms of its CPU a request, ${each(cpu.off)} without)`,
    value: `${inMs(ours.p99)} ms`,
    reference: `without ${inMs(without.p99)} ms`,
    ratio: `${(without.p99 / ours.p99).toFixed(2)}×`,
    latencies: ours,
  }
}

async function overhead(site: GatewaySite, send: SendChat): Promise<BenchRow[]> {
  const [direct, through]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (const duration of await atRate(rate, () => site.direct(promptOf(20)))) direct.push(duration)
    for (const duration of await atRate(rate, () => send(promptOf(20)))) through.push(duration)
  }
  const [plain, ours] = [latenciesOf(direct), latenciesOf(through)]
  const row = (which: 'p50' | 'p99', goal: string): BenchRow => ({
    name: `gateway over a direct call at ${rate.perSecond}/s, ${which} (goal ${goal})`,
    value: `+${inMs(ours[which] - plain[which])} ms`,
    reference: `direct ${inMs(plain[which])} ms`,
    ratio: `${(plain[which] / ours[which]).toFixed(2)}×`,
    latencies: ours,
  })
  return [row('p50', '2 ms'), row('p99', '8 ms')]
}

async function throughput({ gateway, direct }: GatewaySite, send: SendChat): Promise<BenchRow> {
  const [through, plain, cpu]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    plain.push(await inFlightOf(full, () => direct(promptOf(20))))
    const before = gateway.cpuMs() ?? Number.NaN
    through.push(await inFlightOf(full, () => send(promptOf(20))))
    cpu.push(((gateway.cpuMs() ?? Number.NaN) - before) / full.count)
  }
  const [ours, reference, cpuMs] = [median(through), median(plain), median(cpu)]
  return {
    name: `gateway, ${full.lanes} in flight (goal 1,500/s; ${cpuMs.toFixed(2)} ms of its CPU a request)`,
    value: `${Math.round(ours)}/s`,
    reference: `direct ${Math.round(reference)}/s`,
    ratio: `${(ours / reference).toFixed(2)}×`,
  }
}

async function manyStreams(send: SendChat): Promise<BenchRow> {
  const durations: number[] = []
  await Promise.all(
    Array.from({ length: streams }, async () => {
      const startedAt = performance.now()
      const text = await send(promptOf(500, 200), { stream: true })
      if (!text.endsWith('data: [DONE]\n\n')) throw new Error('a stream was cut')
      durations.push(performance.now() - startedAt)
    }),
  )
  const { p50, p99, worst } = latenciesOf(durations)
  return {
    name: `${streams} streams at once, the slowest (starved above ${starved} times the median)`,
    value: `${worst.toFixed(0)} ms`,
    reference: `median ${p50.toFixed(0)} ms`,
    ratio: `${(worst / p50).toFixed(2)}×`,
    latencies: { p50, p99, worst },
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
