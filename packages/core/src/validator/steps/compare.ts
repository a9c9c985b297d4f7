import { coreError } from '../../errors.js'
import { compareAnswers } from '../../rubric/round/compare-answers.js'
import { lookUpPast } from '../../rubric/round/past-features.js'
import { verdictKey } from '../../rubric/round/verdicts.js'
import type { RoundRecord } from '../../store/records.js'
import { compareKey } from '../../tasks/derive-key.js'
import { createRandom } from '../../tasks/random.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'

/**
 * Runs the round criteria over the answers of a round that is ready to be folded, and rewrites its receipts. Does nothing
 * to any other round. Safe to repeat: features and verdicts are in the store, and the rest follows from them.
 */
export async function compareRound(context: CoordinatorContext, number: number): Promise<void> {
  const { store, subnet, netuid, mechanism, signal, clock, emit } = context
  const answers = await store.comparable(number)
  const round = answers.length === 0 ? null : await store.round(number)
  if (round === null) return
  const roundCriteria = isOwn(context, round) ? subnet.rubric.roundCriteria : []
  const { combine } = subnet.rubric
  const known = (await store.verdicts(number)).map(
    (one) => [verdictKey({ criterion: one.criterion, group: one.group, key: one.key }), one.verdict] as const,
  )
  const rounds = Math.max(0, ...roundCriteria.map(({ past = 0 }) => past))
  const drawn = { netuid, mechanism, number: round.drawnAs, secret: round.secret }
  const compared = await compareAnswers({ roundCriteria, combine }, answers, {
    round: number,
    random: (criterion, group) => createRandom(compareKey(drawn, criterion, group)),
    past: lookUpPast(rounds === 0 ? [] : await store.pastFeatures(number, rounds)),
    verdicts: {
      known: new Map(known),
      keep: (place, verdict) => store.addVerdict(number, { ...place, verdict }),
    },
    ...{ signal, clock },
  })
  const receipts = compared.answers.map(({ answer: { hotkey, taskId }, outcome, reason, parts }) => ({
    ...{ hotkey, taskId, outcome, reason, parts },
  }))
  if (!(await store.compared(number, receipts))) return
  for (const trouble of compared.troubles) emit(troubleOf(trouble))
}

/**
 * True if the rubric that runs gave the features. Throws ROUND_VERSION_DIFFERS while a coordinator of another version runs
 * that did; once none is left, round criteria are left out.
 */
function isOwn({ subnet, version, otherVersions }: CoordinatorContext, round: RoundRecord): boolean {
  if (round.version === null || round.version === version) return true
  if (!otherVersions.isRunning(round.version)) return false
  const { name } = subnet
  const [own, other] = [`${name} v${version}`, `${name} v${round.version}`]
  throw coreError('ROUND_VERSION_DIFFERS', { round: round.number, own, other })
}
