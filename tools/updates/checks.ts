import type { Store } from '@subnetkit/core/validator'
import type { ChainAudit } from '../chaos/chain-audit.js'
import { createSums } from '../chaos/subnet.js'
import { type FoldedRound, runTwin } from '../chaos/twin.js'
import type { World } from '../chaos/world.js'
import type { Update } from './update.js'

/** One claim about a campaign. */
export interface Check {
  readonly name: string
  readonly passed: boolean
  readonly detail: string
}

interface Observed {
  readonly world: World
  readonly audit: ChainAudit
  readonly store: Store
  readonly updates: readonly Update[]
  /** Store that held the lease after each update; null for none. */
  readonly holders: readonly (string | null)[]
  readonly roundBlocks: number
  readonly weightsEveryBlocks: number
}

/** Longest time from a switch to the release before being healthy again, in ms. */
const longestRollBackMs = 150_000

/** Counts what updates have cost: rounds, answers, scores and weights. */
export async function checkCampaign(observed: Observed): Promise<readonly Check[]> {
  const { world, audit, store, updates, holders, roundBlocks, weightsEveryBlocks } = observed
  const rounds = await store.rounds(10_000)
  // The newest one may not be over; the first one may have begun before the first start.
  const due = rounds.slice(1, -1)
  const folded = due.filter(({ state }) => state === 'folded')
  const all: FoldedRound[] = []
  for (const round of rounds.filter(({ state }) => state === 'folded'))
    all.push({ round, receipts: await store.receipts(round.number) })
  const gaps = due.filter(({ number }, at) => at > 0 && number - due[at - 1]!.number !== roundBlocks)
  const subnet = createSums()
  const twin = runTwin(all, { subnet, netuid: world.netuid, answers: world.answers })
  const lineOf = ({ hotkey, score, rounds: count }: { hotkey: string; score: number; rounds: number }) =>
    `${hotkey} ${score} ${count}`
  const ours = new Set((await store.scores()).map(lineOf))
  const lost = twin.scores.map(lineOf).filter((line) => !ours.has(line))
  const receipts = all.flatMap((one) => one.receipts)
  const unscored = receipts.filter(({ outcome }) => outcome !== 'scored')
  const miners = Object.keys(world.hotkeys).length
  const short = all.filter((one) => one.receipts.length < miners * 3)
  const weights = audit.weights.map(({ block }) => block)
  const missed = folded.filter(({ number }) => !weights.some((block) => isIn(number, block, roundBlocks)))
  const gap = Math.max(0, ...weights.map((block, at) => block - (weights[at - 1] ?? block)))
  const twice = weights.filter((block, at) => at > 0 && block - weights[at - 1]! < weightsEveryBlocks)
  const backs = updates.flatMap(({ rollBackMs }) => (rollBackMs === null ? [] : [rollBackMs]))
  const longest = Math.max(0, ...backs)
  const wrong = updates.filter(({ isRight }) => !isRight)
  return [
    claim(
      'every release that is good runs, every bad one was rolled back',
      wrong.length,
      `${updates.length} updates`,
    ),
    claim('no round was lost', due.length - folded.length + gaps.length, `${folded.length} rounds folded`),
    claim('no answer was lost', unscored.length + short.length, `${receipts.length} answers scored`),
    claim(
      'no score was lost: those of a validator that nothing interrupted',
      lost.length,
      `${ours.size} miners`,
    ),
    claim('every receipt is explained by an answer', twin.unexplained.length, `${receipts.length} receipts`),
    claim(
      'no window for weights was missed',
      missed.length,
      `${weights.length} weights, at most ${gap} blocks between two${missed.length === 0 ? '' : `; not in rounds ${missed.map(({ number }) => number).join(', ')}`}`,
    ),
    claim(
      'no weights were set twice, and none in vain',
      twice.length + audit.refused.length,
      `${weights.length} weights`,
    ),
    claim(
      'the lease stayed with the store',
      holders.filter((one) => one === null || one !== holders[0]).length,
      `${holders[0]?.slice(0, 8) ?? 'no store'} after each update`,
    ),
    {
      name: 'a bad build was rolled back within 150 s',
      passed: longest <= longestRollBackMs,
      detail: `${backs.length} rolled back, longest ${Math.round(longest / 1_000)} s`,
    },
  ]
}

/** True for weights in the time of a round; those of its last blocks may be included after it. */
const isIn = (round: number, block: number, roundBlocks: number) =>
  block >= round && block < round + 1.05 * roundBlocks

const claim = (name: string, found: number, passed: string): Check => ({
  name,
  passed: found === 0,
  detail: found === 0 ? passed : `${found} (${passed})`,
})
