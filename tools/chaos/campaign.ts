import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, openStore, type ValidatorEvent } from '@subnetkit/core/validator'
import { postgresMissing, redisMissing } from './backends.js'
import { createChainAudit, type WeightsCall } from './chain-audit.js'
import { type Check, checkChain, checkProcesses, checkRounds } from './checks.js'
import { type Cut, createFaults, type Hit, type Restart } from './faults.js'
import { createMachine } from './machine.js'
import { startFront } from './node.js'
import { startPacer } from './pacer.js'
import { buildPrograms } from './programs.js'
import { createDice } from './random.js'
import { buildEmbedded, buildFleet, type Own } from './site.js'
import { createWorld } from './world.js'

export interface CampaignOptions {
  readonly seed: number
  /** Kills to inject. */
  readonly kills: number
  /** Least number of rounds. */
  readonly rounds: number
  /** Longest time for the faults, in minutes. */
  readonly minutes: number
  /** `fleet`: coordinators and workers on Redis and PostgreSQL; `embedded`: one validator with nothing installed. */
  readonly mode: Mode
  readonly coordinators: number
  readonly workers: number
  /** True puts the coordinators and the workers of a fleet on machines of their own, see machine.ts. */
  readonly namespaces: boolean
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export type Mode = 'fleet' | 'embedded'

export interface CampaignReport {
  readonly hits: readonly Hit[]
  readonly cuts: readonly Cut[]
  readonly checks: readonly Check[]
  /** Sentences on what was left out, and figures. */
  readonly notes: readonly string[]
}

/** Reason for a fleet without servers on this machine, or null. */
export const fleetMissing = (): string | null => redisMissing() ?? postgresMissing()

const roundBlocks = 10
const weightsEveryBlocks = 30
const lockMs = 1_500
/** Kills below which a campaign is a short one, which need not hit every step. */
const shortKills = 100
/** Rounds without faults at the end, over which memory must not grow; fewer in a short campaign. */
const quietRounds = (kills: number) => (kills < shortKills ? 6 : 12)
/** Rounds without faults before those, in which what was left open ends. */
const settlingRounds = 3
/** Longest time for the quiet rounds, in ms. */
const quietMs = 180_000
/** Names every process of a campaign in its environment, so that none is overlooked at the end. */
const mark = 'SUBNETKIT_CHAOS'

/** Runs an engine through kills and cuts, and audits what it did. Ends everything it started, also when aborted. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { signal } = options
  const resources: AsyncDisposable[] = []
  const own = <T extends AsyncDisposable>(resource: T): T => {
    resources.push(resource)
    return resource
  }
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  try {
    return await Promise.race([carryOut(options, own), aborted])
  } finally {
    for (const resource of resources.reverse())
      await Promise.race([resource[Symbol.asyncDispose](), sleep(5_000)]).catch(() => {})
  }
}

async function carryOut(options: CampaignOptions, own: Own): Promise<CampaignReport> {
  const { seed, kills, rounds, minutes, say, signal } = options
  const startedAt = performance.now()
  const dice = createDice(seed)
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-chaos-'))
  process.env[mark] = directory
  own({ [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }) })
  const machines = options.namespaces
    ? { coordinator: own(createMachine(1)), worker: own(createMachine(2)) }
    : { coordinator: null, worker: null }
  const programs = own(await buildPrograms())
  const host = machines.worker?.host
  const world = own(await createWorld({ directory, seed, ...(host !== undefined && { host }) }))
  const audit = own(createChainAudit(world.netuid, world.validator.address))
  const { genesisHash } = await audit.chain(world.devnet)
  const events: ValidatorEvent[] = []
  const onEvent = (event: ValidatorEvent) => {
    events.push(event)
    if (event.kind === 'round-folded' || event.kind === 'round-skipped') pacer.settled(event.round)
  }
  const site = await (options.mode === 'fleet' ? buildFleet : buildEmbedded)({
    ...{ options, directory, own, onEvent, machines, programs },
    node: own(await startFront(world.chainPort, programs)),
    base: {
      ...{ netuid: world.netuid, uri: '//validator-1', roundBlocks, weightsEveryBlocks, lockMs },
      // Nothing is forgotten before it is audited.
      keepRounds: 1_000_000,
    },
    spoilt: () => dice.chance(0.3),
  })
  const { units, servers } = site
  const links = [...(world.minerLink ? [world.minerLink] : []), ...site.links]
  const planners = units.filter(({ role }) => role !== 'worker')
  const isAttended = () => planners.some(({ isReady }) => isReady)
  let startMs = 0
  const pacer = own(startPacer({ world, audit, roundBlocks, isAttended, restartMs: () => startMs }))
  const begin = performance.now()
  await Promise.all(units.map((unit) => unit.start()))
  startMs = performance.now() - begin
  say(`${units.map(({ name, pid }) => `${name} (${pid})`).join(', ')} from block ${world.devnet.head.number}`)

  const aimMs = kills < shortKills ? 4_000 : 8_000
  const faults = createFaults({ dice, units, servers, links, aimMs, say, signal })
  const inTime = () => performance.now() - startedAt < minutes * 60_000
  const restarts = [0.3, 0.6].map((share) => Math.ceil(share * kills))
  let hidden = false
  while (inTime() && !signal.aborted && (faults.hits.length < kills || pacer.rounds() < rounds)) {
    if (faults.hits.length < kills) await faults.inject()
    if (!hidden && faults.hits.length * 2 >= kills) {
      hidden = true
      say('weights are hidden from now on')
      world.hideWeights()
    }
    if (faults.hits.length === restarts[0]) {
      restarts.shift()
      say('the chain restarts from its state file')
      await pacer.during(() => world.restartChain())
    }
    await sleep(dice.between(20, 800))
  }
  await faults.settle()
  say(
    `${faults.hits.length} kills, ${faults.cuts.length} cuts in ${pacer.rounds()} rounds; now without faults`,
  )

  const measure = () => Promise.all(units.map((unit) => unit.measure()))
  const quietUntil = performance.now() + quietMs
  const pass = async (count: number) => {
    const until = pacer.rounds() + count
    while (pacer.rounds() < until && performance.now() < quietUntil) await sleep(100)
  }
  await pass(settlingRounds)
  const before = await measure()
  await pass(quietRounds(kills))
  const after = await measure()
  const codes = await Promise.all(units.map((unit) => unit.stop()))
  await pacer[Symbol.asyncDispose]()
  await sleep(300)

  const running = new Set(servers.map(({ pid }) => pid))
  const orphans = marked(directory).filter((pid) => !running.has(pid))
  const open = links.filter((link) => link.open > 0).map((link) => `${link.name}: ${link.open}`)
  const database = own(await openDatabase(site.database))
  const store = await openStore({
    database,
    genesisHash,
    netuid: world.netuid,
    validator: world.validator.address,
  })
  const records = await store.rounds(1_000_000)
  const head = world.devnet.head.number
  const observed = { world, audit, events, store, records, roundBlocks, weightsEveryBlocks, head }
  const checks = [
    ...(await checkRounds(observed)),
    ...checkChain(observed),
    ...checkProcesses({
      ...{
        hits: faults.hits,
        wantedKills: kills,
        mustCover: kills >= shortKills,
        units,
        codes,
        open,
        orphans,
      },
      before,
      after,
    }),
  ]
  const folded = records.filter(({ state }) => state === 'folded').length
  const failedStarts = units.flatMap((unit) => unit.failedStarts).length
  const minutesTaken = ((performance.now() - startedAt) / 60_000).toFixed(1)
  return {
    hits: faults.hits,
    cuts: faults.cuts,
    checks,
    notes: [
      `${options.mode}, seed ${seed}: ${pacer.rounds()} rounds of the chain in ${minutesTaken} minutes; of ${records.length} in the store, ${folded} folded`,
      `${audit.weights.length} weights in blocks; calls that failed in a block: ${failedCalls(audit.refused)}`,
      `${failedStarts} starts failed while a server was away`,
      `restarts took, from the start until the process was ready: ${restartTimes(faults.restarts)}`,
      ...site.notes(),
    ],
  }
}

const failedCalls = (calls: readonly WeightsCall[]) =>
  calls.map(({ call, block }) => `${call} in block ${block}`).join(', ') || 'none'

/** Median and longest time of the restarts of each role. */
function restartTimes(restarts: readonly Restart[]): string {
  const seconds = (ms: number | undefined) => `${((ms ?? 0) / 1_000).toFixed(1)} s`
  return [...new Set(restarts.map(({ role }) => role))]
    .sort()
    .map((role) => {
      const times = restarts.filter((one) => one.role === role).map(({ ms }) => ms)
      times.sort((a, b) => a - b)
      return `${role} ${seconds(times[times.length >> 1])} (most ${seconds(times.at(-1))})`
    })
    .join(', ')
}

/** Processes other than this one whose environment names this campaign. */
function marked(directory: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        const [environment, parent] = ['environ', 'stat'].map((file) =>
          readFileSync(`/proc/${pid}/${file}`, 'latin1'),
        )
        // Not the servers' own processes: their servers are listed.
        return (
          environment?.includes(`${mark}=${directory}`) && !/^\d+ \((postgres|esbuild)\)/.test(parent ?? '')
        )
      } catch {
        return false // it has ended, or belongs to somebody else
      }
    })
}
