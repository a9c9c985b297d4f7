import type { RoundRecord, Store, ValidatorEvent } from '@subnetkit/core/validator'
import { type ChainAudit, hexOf } from './chain-audit.js'
import type { Hit } from './faults.js'
import { steps } from './steps.js'
import { createSums } from './subnet.js'
import { type FoldedRound, runTwin } from './twin.js'
import type { Measured, Unit } from './unit.js'
import type { World } from './world.js'

/** One claim about a campaign. */
export interface Check {
  readonly name: string
  readonly passed: boolean
  readonly detail: string
}

export interface Observed {
  readonly world: World
  readonly audit: ChainAudit
  readonly events: readonly ValidatorEvent[]
  readonly store: Store
  /** Every round of the store, by number. */
  readonly records: readonly RoundRecord[]
  readonly roundBlocks: number
  readonly weightsEveryBlocks: number
  /** Newest block. */
  readonly head: number
}

/** A check that passes if it found nothing. */
const none = (name: string, found: readonly string[], passed = ''): Check => ({
  name,
  passed: found.length === 0,
  detail: found.length === 0 ? passed : `${found.length}: ${found.slice(0, 5).join('; ')}`,
})

export async function checkRounds({
  world,
  audit,
  events,
  store,
  records,
  head,
}: Observed): Promise<Check[]> {
  const byNumber = new Map(records.map((record) => [record.number, record]))
  const planned = events.flatMap((event) => (event.kind === 'round-planned' ? [event.round] : []))
  const folds = events.flatMap((event) => (event.kind === 'round-folded' ? [event.round] : []))
  const isOver = ({ closesAt, roundBlocks }: RoundRecord) => closesAt + Math.ceil(roundBlocks / 2) + 1 <= head
  const isEnded = ({ state }: RoundRecord) => state === 'folded' || state === 'skipped'
  const folded = records.filter(({ state }) => state === 'folded')
  const rounds: FoldedRound[] = []
  for (const round of folded) rounds.push({ round, receipts: await store.receipts(round.number) })
  const { netuid, answers, hotkeys } = world
  const twin = runTwin(rounds, { subnet: createSums(), netuid, answers })
  const scores = await store.scores()
  const received = rounds.flatMap(({ receipts }) => receipts)
  const maybeAbsent = new Set([hotkeys.flaky, hotkeys.broken])

  return [
    none(
      'every round that a notice committed is in the store, with that hash',
      [...audit.committed]
        .filter(([round, hash]) => hash !== hexOf(byNumber.get(round)?.secretHash ?? new Uint8Array()))
        .map(([round]) => `round ${round}`),
      `${audit.committed.size} notices`,
    ),
    none(
      'a published secret is that of a round that is over',
      [...audit.revealed]
        .filter(([round, secret]) => {
          const record = byNumber.get(round)
          return !record || !isEnded(record) || hexOf(record.secret) !== secret
        })
        .map(([round]) => `round ${round}`),
      `${audit.revealed.size} secrets`,
    ),
    none(
      'every round that was planned is in the store',
      planned.filter((round) => !byNumber.has(round)).map((round) => `round ${round}`),
      `${new Set(planned).size} planned`,
    ),
    none(
      'every round whose time is over is folded, or skipped with a reason',
      records
        .filter(
          (record) => isOver(record) && (!isEnded(record) || (record.state === 'skipped' && !record.reason)),
        )
        .map(({ number, state }) => `round ${number} is ${state}`),
      `${folded.length} of ${records.length} folded`,
    ),
    none(
      'no round was folded twice',
      folds.filter((round, at) => folds.indexOf(round) !== at).map((round) => `round ${round}`),
      `${folds.length} reported folds`,
    ),
    none(
      'rounds were folded in order',
      folds.filter((round, at) => at > 0 && round < folds[at - 1]!).map((round) => `round ${round}`),
    ),
    {
      name: 'most rounds were folded',
      passed: folded.length * 2 > records.length,
      detail: `${folded.length} of ${records.length}`,
    },
    none(
      'every receipt is explained by what the miner answered',
      twin.unexplained,
      `${received.length} receipts`,
    ),
    none(
      'scores are those of a validator that was never interrupted, bit for bit',
      differences(scores, twin.scores),
      `${scores.length} miners`,
    ),
    none(
      'no miner on a good line was ever absent',
      received
        .filter(
          ({ outcome, hotkey }) => outcome !== 'scored' && outcome !== 'ours' && !maybeAbsent.has(hotkey),
        )
        .map(({ round, hotkey, outcome, reason }) => `round ${round}, ${hotkey}: ${outcome}: ${reason}`),
      `${received.filter(({ outcome }) => outcome === 'scored').length} answers scored`,
    ),
  ]
}

type Scored = ReturnType<typeof runTwin>['scores'][number]

function differences(scores: readonly Scored[], twin: readonly Scored[]): string[] {
  const line = ({ hotkey, registeredAt, score, rounds, lastRound }: Scored) =>
    `${hotkey}@${registeredAt}: ${score} of ${rounds}, last ${lastRound}`
  const [ours, theirs] = [scores, twin].map((entries) => new Set(entries.map(line))) as [
    Set<string>,
    Set<string>,
  ]
  return [
    ...[...ours].filter((entry) => !theirs.has(entry)),
    ...[...theirs].filter((entry) => !ours.has(entry)).map((entry) => `the twin: ${entry}`),
  ]
}

export function checkChain({ audit, weightsEveryBlocks, head, roundBlocks }: Observed): Check[] {
  const { weights } = audit
  const early = weights.filter(
    ({ block }, at) => at > 0 && block - weights[at - 1]!.block < weightsEveryBlocks,
  )
  const newest = weights.at(-1)?.block ?? 0
  return [
    none(
      'at most one submission of weights counts in each window',
      early.map(
        ({ block, call }) =>
          `${call} in block ${block}, after ${weights[weights.findIndex((one) => one.block === block) - 1]?.block}`,
      ),
      `${weights.length} submissions, ${weightsEveryBlocks} blocks apart or more`,
    ),
    {
      name: 'weights are recent once nothing fails any more',
      passed: head - newest <= weightsEveryBlocks + 3 * roundBlocks,
      detail: `${head - newest} blocks old`,
    },
  ]
}

export interface Processes {
  readonly hits: readonly Hit[]
  readonly wantedKills: number
  /** True if the kills have to cover every step. */
  readonly mustCover: boolean
  readonly units: readonly Unit[]
  readonly codes: readonly (number | null)[]
  /** Links with open connections. */
  readonly open: readonly string[]
  /** Processes that nobody knows. */
  readonly orphans: readonly number[]
  /** Memory of each unit at the beginning and at the end of the quiet rounds. */
  readonly before: readonly (Measured | null)[]
  readonly after: readonly (Measured | null)[]
}

/** Growth of the heap, over the quiet rounds, that counts as none, in bytes. */
const flatBytes = 8_000_000

export function checkProcesses(processes: Processes): Check[] {
  const { hits, wantedKills, mustCover, units, codes, open, orphans } = processes
  const growth = units.map(({ name }, at) => {
    const [before, after] = [processes.before[at], processes.after[at]]
    const bytes = before && after ? after.heapUsed - before.heapUsed : Number.NaN
    const mb = (value: number | undefined) => ((value ?? Number.NaN) / 1e6).toFixed(1)
    return {
      bytes,
      line: `${name}: heap ${mb(before?.heapUsed)} to ${mb(after?.heapUsed)} MB, ${mb(after?.rss)} MB resident`,
    }
  })
  const unhit = steps.filter((step) => !hits.some((hit) => hit.step === step))
  return [
    {
      name: 'as many kills as wanted',
      passed: hits.length >= wantedKills,
      detail: `${hits.length} of ${wantedKills}`,
    },
    ...(mustCover ? [none('a kill hit every step', unhit, `${steps.length} steps`)] : []),
    none(
      'no process ended by itself',
      units.flatMap(({ deaths }) => deaths),
    ),
    none(
      'every process stopped when it was asked to',
      codes.flatMap((code, at) => (code === 0 ? [] : [`${units[at]?.name}: ${code ?? 'killed'}`])),
    ),
    none('no orphan processes', orphans.map(String)),
    none('no connection is left open', open),
    {
      name: 'memory is flat without faults',
      passed: growth.every(({ bytes }) => bytes < flatBytes),
      detail: growth.map(({ line }) => line).join('; '),
    },
  ]
}
