import { setLatest } from '@subnetkit/base'
import { minerKey } from '@subnetkit/core/engine'
import type { BareReceipt, RoundRecord } from '@subnetkit/core/validator'
import type { SourceMechanism } from './source.js'

/** Tasks by outcome. */
export type Outcomes = Record<BareReceipt['outcome'], number>

export const noOutcomes = (): Outcomes => ({ scored: 0, absent: 0, malformed: 0, refused: 0, ours: 0 })

/** One miner in one round, from its receipts. */
export interface MinerInRound {
  readonly uid: number
  readonly hotkey: string
  readonly registeredAt: number
  readonly outcomes: Outcomes
  /** Mean of its tasks that count; null without any. */
  readonly mean: number | null
  /** Median of its answers, in ms; null without any. */
  readonly latencyMs: number | null
  /** Answers with a flag of likeness. */
  readonly flagged: number
}

/** A round, from its receipts. */
export interface RoundTotals {
  readonly outcomes: Outcomes
  /** By {@link minerKey}. */
  readonly miners: ReadonlyMap<string, MinerInRound>
  /** Mean of its tasks that count; null without any. */
  readonly mean: number | null
}

/** Reads one mechanism's store, and remembers what cannot change any more. */
export interface Reader extends SourceMechanism {
  /** Hotkey of the validator. */
  readonly validator: string
  totals(round: Pick<RoundRecord, 'number' | 'state'>): Promise<RoundTotals>
}

/** Past rounds that are remembered. */
const mostRounds = 64

export function createReader(mechanism: SourceMechanism, validator: string): Reader {
  const remembered = new Map<number, Promise<RoundTotals>>()
  const { store } = mechanism
  async function readTotals(round: number, isAwaited: boolean): Promise<RoundTotals> {
    const totals = totalsOf(await store.bareReceipts(round))
    if (!isAwaited) return totals
    const miners = [...totals.miners].map(([key, miner]) => [key, { ...miner, mean: null }] as const)
    return { ...totals, miners: new Map(miners), mean: null }
  }
  return {
    ...{ ...mechanism, validator },
    totals({ number, state }) {
      if (state !== 'folded' && state !== 'skipped')
        return readTotals(number, awaitsComparison(mechanism, state))
      const known = remembered.get(number)
      if (known !== undefined) return known
      const reading = readTotals(number, false)
      setLatest(remembered, number, reading, mostRounds)
      reading.catch(() => remembered.delete(number))
      return reading
    },
  }
}

/** Returns true for an open round whose answers are still to be compared with each other: scores up to then are parts of scores. */
export const awaitsComparison = (
  { subnet }: Pick<SourceMechanism, 'subnet'>,
  state: RoundRecord['state'] | undefined,
): boolean => state !== 'folded' && state !== 'skipped' && (subnet.rubric?.roundCriteria?.length ?? 0) > 0

function totalsOf(receipts: readonly BareReceipt[]): RoundTotals {
  const byMiner = new Map<string, BareReceipt[]>()
  for (const receipt of receipts) {
    const key = minerKey(receipt)
    const own = byMiner.get(key)
    if (own === undefined) byMiner.set(key, [receipt])
    else own.push(receipt)
  }
  const miners = new Map([...byMiner].map(([key, own]) => [key, minerInRound(own)]))
  return { outcomes: outcomesOf(receipts), miners, mean: meanOf(receipts) }
}

function minerInRound(own: readonly BareReceipt[]): MinerInRound {
  const { uid, hotkey, registeredAt } = own[0]!
  const latencies = own.filter(({ answerHash }) => answerHash !== null).map(({ latencyMs }) => latencyMs)
  return {
    ...{ uid, hotkey, registeredAt },
    outcomes: outcomesOf(own),
    mean: meanOf(own),
    latencyMs: median(latencies),
    flagged: own.filter(({ parts }) => (parts?.flags?.length ?? 0) > 0).length,
  }
}

function outcomesOf(receipts: readonly BareReceipt[]): Outcomes {
  const outcomes = noOutcomes()
  for (const { outcome } of receipts) outcomes[outcome]++
  return outcomes
}

/** Trouble of the validator counts for nothing. */
function meanOf(receipts: readonly BareReceipt[]): number | null {
  const counted = receipts.filter(({ outcome }) => outcome !== 'ours')
  if (counted.length === 0) return null
  return counted.reduce((sum, { score }) => sum + score, 0) / counted.length
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor((sorted.length - 1) / 2)]!
}
