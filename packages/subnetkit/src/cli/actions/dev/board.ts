import type { BareReceipt, ValidatorEvent } from '@subnetkit/core/validator'
import { rubricFaultOf } from '../../../validator/rubric-fault.js'
import { groupBy } from '../../offline/rank-answers.js'
import type { ChainView } from './dev-chain.js'
import type { ComparedReceipts, StoredScore } from './role/messages.js'

/** One sample miner in the table, in one mechanism. */
export interface BoardRow {
  readonly mechanism: number
  readonly uid: number | null
  readonly hotkey: string
  /** Behaviour, such as `own handlers`. */
  readonly manner: string
  /** Tasks that it was asked, but for those that failed on the validator's side. */
  readonly asked: number
  readonly answered: number
  /** Mean score of its tasks in the newest round that is scored; null before. */
  readonly last: number | null
  /** Score that the weights follow: all rounds, added up as the subnet declares; null before. */
  readonly average: number | null
  readonly weight: number
  readonly incentive: number
  readonly emission: bigint
  /** Reason of its newest task that was not scored; null if the newest one was. */
  readonly reason: string | null
  /** Mean of each criterion and factor in the newest round that is scored. */
  readonly parts: Readonly<Record<string, number>>
}

/** Everything that is shown. */
export interface BoardView {
  /** By mechanism and uid. */
  readonly rows: readonly BoardRow[]
  readonly block: number
  readonly epoch: number | null
  /** Newest round that was planned, and its state; null before the first. */
  readonly round: { readonly number: number; readonly state: string } | null
  readonly roundsDone: number
  /** Seconds from the start of the command to the first incentive; null before. */
  readonly firstIncentiveS: number | null
}

/** State of the sample miners, from the validators and the chain. */
export interface Board {
  /** Names a miner once it serves. */
  serves(hotkey: string, manner: string): void
  note(validator: string, mechanism: number, event: ValidatorEvent): void
  /** Takes the receipts of a round after its round criteria, in place of those before. */
  compared(round: Omit<ComparedReceipts, 'kind'>): void
  scores(validator: string, mechanism: number, scores: readonly StoredScore[]): void
  /** Takes the newest state of the chain; true once, when the first incentive is paid. */
  look(view: ChainView, at: { readonly isPaid: boolean; readonly seconds: number }): boolean
  /** Forgets the scores, which start at 0 again. */
  forgetScores(): void
  view(): BoardView
}

/** Counts of a miner in one mechanism. */
interface Tally {
  readonly manner: string
  readonly mechanism: number
  readonly hotkey: string
  asked: number
  answered: number
  reason: string | null
  /** Receipts of each round and validator that is not folded yet. */
  readonly open: Map<string, BareReceipt[]>
  /** Receipts of the newest folded round of each validator. */
  readonly newest: Map<string, readonly BareReceipt[]>
  readonly averages: Map<string, number>
}

export function createBoard(): Board {
  const manners = new Map<string, string>()
  const tallies = new Map<string, Tally>()
  let chain: ChainView = { block: 0, epoch: 0, neurons: [] }
  let round: BoardView['round'] = null
  let roundsDone = 0
  let firstIncentiveS: number | null = null

  /** Undefined for a hotkey that serves nothing here. */
  function tallyOf(hotkey: string, mechanism: number): Tally | undefined {
    const manner = manners.get(hotkey)
    if (manner === undefined) return undefined
    const key = `${mechanism} ${hotkey}`
    const tally = tallies.get(key) ?? {
      ...{ manner, mechanism, hotkey, asked: 0, answered: 0, reason: null },
      ...{ open: new Map(), newest: new Map(), averages: new Map() },
    }
    tallies.set(key, tally)
    return tally
  }

  function noteTask(key: string, mechanism: number, receipt: BareReceipt): void {
    const tally = tallyOf(receipt.hotkey, mechanism)
    if (tally === undefined) return
    if (receipt.outcome !== 'ours') tally.asked++
    const fault = rubricFaultOf(receipt)
    if (receipt.outcome === 'scored' || fault !== null) tally.answered++
    tally.reason = fault === null ? receipt.reason : `the rubric failed: ${fault.text}`
    tally.open.set(key, [...(tally.open.get(key) ?? []), receipt])
  }

  function setRound(number: number, state: string): void {
    if (round === null || number >= round.number) round = { number, state }
  }

  return {
    serves(hotkey, manner) {
      if (!manners.has(hotkey)) manners.set(hotkey, manner)
      tallyOf(hotkey, 0)
    },
    note(validator, mechanism, event) {
      if (!('round' in event)) return
      const key = `${validator} ${event.round}`
      switch (event.kind) {
        case 'round-planned':
          return setRound(event.round, `asking ${event.miners} miners`)
        case 'task-done':
          return noteTask(key, mechanism, event.receipt)
        case 'round-folded':
          roundsDone++
          for (const tally of tallies.values()) {
            if (tally.mechanism !== mechanism) continue
            const receipts = tally.open.get(key)
            if (receipts !== undefined) tally.newest.set(validator, receipts)
            tally.open.delete(key)
          }
          return setRound(event.round, 'scored')
        case 'round-skipped':
          return setRound(event.round, 'skipped')
        case 'weights-set':
        case 'weights-committed':
        case 'weights-revealed':
          return setRound(event.round, event.kind.replace('-', ' '))
      }
    },
    compared({ validator, mechanism, round: number, receipts }) {
      for (const [hotkey, own] of groupBy(receipts, (one) => one.hotkey)) {
        const tally = tallyOf(hotkey, mechanism)
        tally?.open.delete(`${validator} ${number}`)
        tally?.newest.set(validator, own)
      }
    },
    scores(validator, mechanism, scores) {
      for (const { hotkey, score } of scores) tallyOf(hotkey, mechanism)?.averages.set(validator, score)
    },
    look(view, { isPaid, seconds }) {
      chain = view
      if (firstIncentiveS !== null || !isPaid) return false
      firstIncentiveS = seconds
      return true
    },
    forgetScores() {
      for (const tally of tallies.values()) {
        for (const known of [tally.open, tally.newest, tally.averages]) known.clear()
      }
    },
    view: () => ({
      rows: [...tallies.values()]
        .map((tally) => rowOf(tally, chain))
        .sort((a, b) => a.mechanism - b.mechanism || (a.uid ?? 0) - (b.uid ?? 0)),
      ...{ block: chain.block, epoch: chain.epoch, round, roundsDone, firstIncentiveS },
    }),
  }
}

function rowOf(tally: Tally, { neurons }: ChainView): BoardRow {
  const { mechanism, hotkey, manner, asked, answered, reason, averages } = tally
  const neuron = neurons.find((one) => one.hotkey === hotkey)
  const receipts = [...tally.newest.values()].flat().filter(isFinal)
  const shares = neuron?.shares[mechanism]
  return {
    ...{ mechanism, uid: neuron?.uid ?? null, hotkey, manner, asked, answered, reason },
    last: mean(receipts.map(({ score }) => score)),
    average: mean([...averages.values()]),
    weight: shares?.weight ?? 0,
    incentive: shares?.incentive ?? 0,
    emission: neuron?.emission ?? 0n,
    parts: partsOf(receipts),
  }
}

/** True for a receipt that counts and whose score no round criterion changes any more. */
const isFinal = ({ outcome, parts }: BareReceipt) =>
  outcome !== 'ours' && (parts?.features === undefined || parts.compared !== undefined)

/** Mean of each part over the answers that it was applied to. */
function partsOf(receipts: readonly BareReceipt[]): Readonly<Record<string, number>> {
  const values = new Map<string, number[]>()
  for (const { parts } of receipts) {
    const named = [
      ...(parts?.criteria ?? []).map(({ name, score }) => [name, score] as const),
      ...(parts?.factors ?? []).map(({ name, factor }) => [name, factor] as const),
    ]
    for (const [name, value] of named) values.set(name, [...(values.get(name) ?? []), value])
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, mean(list) ?? 0]))
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
