import type { Receipt } from '../play/receipt.js'
import type { MinerRecord, Simulation } from '../play/records.js'
import { earningsOf, type Prices } from '../report/earnings.js'

/** First epoch in which a cheat was ahead. */
export interface Lead {
  readonly agent: string
  readonly baseline: string
  readonly seed: number
  /** From 1. */
  readonly epoch: number
  /** Earned for its cost until the end of that epoch, where honest work has 1. */
  readonly ratio: number
}

/** Questions and pay of that epoch. */
export interface Story extends Lead {
  readonly block: number
  readonly lines: readonly StoryLine[]
  /** Pay of the epoch for each hotkey, in alpha, and its score over all validators. */
  readonly pays: readonly {
    readonly agent: string
    readonly hotkey: string
    readonly pay: number
    readonly work: number
    readonly score: number
  }[]
}

/** One question of a story. */
export type StoryLine = Pick<
  Receipt,
  'validator' | 'hotkey' | 'agent' | 'family' | 'question' | 'answer' | 'state' | 'reason' | 'score' | 'work'
>

/**
 * First epoch at whose end a cheat had earned for its cost as much as `limit` times honest work, all epochs before counted; null if it never
 * had.
 */
export function firstLead(
  simulation: Simulation,
  agent: string,
  { limit = 1, prices = {} }: { readonly limit?: number; readonly prices?: Prices } = {},
): Lead | null {
  const baseline = simulation.miners.find((one) => one.agent.intent === 'honest')?.agent.name
  if (baseline === undefined) return null
  for (let epoch = 1; epoch <= simulation.epochs; epoch++) {
    const miners = simulation.miners.filter(({ joined }) => joined < epoch).map((one) => until(one, epoch))
    const row = earningsOf({ miners, epochs: epoch }, prices).find((one) => one.agent.name === agent)
    if (row && row.earned > 0 && row.ratio >= limit) {
      return { agent, baseline, seed: simulation.seed, epoch, ratio: row.ratio }
    }
  }
  return null
}

/** Life of a registration up to the end of an epoch. */
function until(record: MinerRecord, epoch: number): MinerRecord {
  const ages = epoch - record.joined
  const pays = record.pays.slice(0, ages)
  const works = record.works.slice(0, ages)
  return {
    ...record,
    left: record.left !== null && record.left <= epoch ? record.left : null,
    earned: BigInt(Math.round(pays.reduce((sum, one) => sum + one, 0) * 1e9)),
    work: works.reduce((sum, one) => sum + one, 0),
    means: record.means.slice(0, ages),
  }
}

/** Questions of each hotkey that a story shows. */
const shownQuestions = 4

/** Questions, answers, scores and pay of the epoch of a lead, from a play that recorded both kinds of miners: one hotkey of each, before one validator. */
export function storyOf(simulation: Simulation, lead: Lead): Story {
  const { agent, baseline, epoch } = lead
  const blocks = [...new Set(simulation.receipts.map(({ block }) => block))].toSorted(
    (one, other) => one - other,
  )
  const block = blocks[epoch - 1] ?? blocks.at(-1) ?? 0
  const ofEpoch = simulation.receipts.filter((one) => one.block === block)
  const hotkeyOf = (name: string) => ofEpoch.find((one) => one.agent === name)?.hotkey
  const lines = [agent, baseline].flatMap((name) => {
    const hotkey = hotkeyOf(name)
    const own = ofEpoch.filter((one) => one.hotkey === hotkey)
    return own.filter(({ validator }) => validator === own[0]?.validator).slice(0, shownQuestions)
  })
  const pays = [agent, baseline].flatMap((name) =>
    simulation.miners
      .filter((one) => one.agent.name === name && one.pays[epoch - 1 - one.joined] !== undefined)
      .slice(0, name === baseline ? 1 : undefined)
      .map((one) => ({
        ...{ agent: name, hotkey: one.hotkey },
        pay: one.pays[epoch - 1 - one.joined]!,
        work: one.works[epoch - 1 - one.joined]!,
        score: one.means[epoch - 1 - one.joined] ?? 0,
      })),
  )
  return { ...lead, block, lines, pays }
}
