import { Link } from '../app/navigation.js'
import { counted, number, percent, score } from '../parts/format.js'
import type { MinerData } from './data.js'
import { nameOf } from './part-name.js'

/** The reasons in sentences, and the changes that would pay most. */
export function Why({ data }: { readonly data: MinerData }) {
  const { improvements, together } = data
  return (
    <>
      <ul class="sentences">
        {data.turn !== null && <Turn turn={data.turn} hotkey={data.hotkey} />}
        <Consensus {...data} />
        {reasonsOf(data).map(({ kind, sentence }) => (
          <li key={sentence} data-kind={kind}>
            {sentence}
          </li>
        ))}
      </ul>
      {improvements.length > 0 && (
        <>
          <h3>What would raise it</h3>
          <ol class="improvements">
            {improvements.slice(0, 6).map((one) => (
              <li key={one.change}>
                <strong>{one.change}</strong>
                <span>
                  rank {one.rank}, score {score(one.score)}, share {percent(one.share)}
                </span>
              </li>
            ))}
            {together !== null && (
              <li>
                <strong>All of it: {together.change}</strong>
                <span>
                  rank {together.rank}, score {score(together.score)}, share {percent(together.share)}
                </span>
              </li>
            )}
          </ol>
        </>
      )}
    </>
  )
}

/** The change that explains most, with the way to what it looked like. */
function Turn({ turn, hotkey }: { readonly turn: NonNullable<MinerData['turn']>; readonly hotkey: string }) {
  const { before, since, lastBefore, firstSince } = turn
  const link = (round: number) => <Link href={`/rounds/${round}/${hotkey}`}>round {number(round)}</Link>
  return (
    <li data-kind={since < before ? 'worse' : 'better'}>
      <strong>
        It answers {since < before ? 'worse' : 'better'} since {link(firstSince)}:
      </strong>{' '}
      a mean of {score(since)} in its rounds, where it had {score(before)} up to {link(lastBefore)}.
    </li>
  )
}

/** Share of weights above which it matters that the chain pays less than half of it. */
const leastShare = 0.01

/** The difference between what this validator gives and what the chain pays, where it is large. */
function Consensus({ share, incentive }: Pick<MinerData, 'share' | 'incentive'>) {
  if (incentive === null || share < leastShare || incentive > share / 2) return null
  return (
    <li data-kind="consensus">
      <strong>The chain pays it less than this validator gives:</strong> {percent(incentive)} of the
      incentive, {percent(share)} of our weights. Consensus of all validators decides, as of the last epoch:{' '}
      <Link href="/validators">read why ours is cut</Link>.
    </li>
  )
}

/** A sentence, and the kind of what it says: a code of a failure, or a name. */
interface Reason {
  readonly kind: string
  readonly sentence: string
}

const reason = (kind: string, sentence: string): Reason => ({ kind, sentence })

function reasonsOf(data: MinerData): readonly Reason[] {
  const { rank, above, before, parts, tasks, means, asked, failures, turn } = data
  const failed = tasks.absent + tasks.malformed + tasks.refused
  const all = failed + tasks.scored
  const worst = parts
    .filter(({ own, best, kind }) => kind !== 'score' && own !== null && best !== null && best - own > 0.02)
    .sort((left, right) => right.best! - right.own! - (left.best! - left.own!))
    .slice(0, 3)
  return [
    reason(
      'rank',
      above === null
        ? 'It is at the first rank.'
        : `Miner ${above.uid} is the next above it: score ${score(above.score)}, ${score(above.score - data.score)} more.`,
    ),
    reason(
      'answered',
      all === 0
        ? `It was asked in ${counted(asked, 'round')}, and has no task that counts.`
        : `It answered ${percent(tasks.scored / all, 0)} of ${counted(all, 'task')} that count, in ${counted(asked, 'round')}.`,
    ),
    ...failures
      .filter(({ counts }) => counts)
      .slice(0, 2)
      .map(({ code, count, outcome, example }) =>
        reason(code, `${counted(count, 'task')} ${outcome}: ${example}`),
      ),
    ...worst.map(({ family, kind, name, own, best }) =>
      reason(
        kind,
        `${family}, ${nameOf(kind, name)}: ${score(own)}, where the best miner has ${score(best)}.`,
      ),
    ),
    ...(before === null || rank === before.rank
      ? []
      : [
          reason(
            'moved',
            `It was at rank ${before.rank} after round ${number(before.round)}, with ${score(before.score)} and ${percent(before.share)} of our weights: ${counted(before.overtakenBy, 'miner')} went past it, and it went past ${number(before.overtook)}.`,
          ),
        ]),
    ...(turn !== null || before === null || means.before === null || means.since === null
      ? []
      : [
          reason(
            'means',
            `The mean of its rounds was ${score(means.before)} up to round ${number(before.round)}, and is ${score(means.since)} since.`,
          ),
        ]),
  ]
}
