import type { PageEvent } from '../../src/events/compact.js'
import { useLive } from '../data/live.js'
import { counted, number, timeOfDay } from '../parts/format.js'
import { Empty } from '../parts/states.js'

/** The newest events as sentences. They are no alarms, so that nothing reads them aloud. */
export function News() {
  const { news } = useLive()
  const lines = news.flatMap(({ at, event }) => {
    const sentence = sentenceOf(event)
    return sentence === null ? [] : [{ at, sentence }]
  })
  if (lines.length === 0) return <Empty>Nothing has happened since this page was opened.</Empty>
  return (
    <ol class="news">
      {lines.slice(0, 10).map(({ at, sentence }, place) => (
        <li key={lines.length - place}>
          <time class="number">{timeOfDay(at)}</time>
          <span>{sentence}</span>
        </li>
      ))}
    </ol>
  )
}

function sentenceOf(event: PageEvent): string | null {
  switch (event.kind) {
    case 'round-planned':
      return `Round ${number(event.round)} asks ${counted(event.miners, 'miner')}.`
    case 'round-folded':
      return `Round ${number(event.round)} is folded into the scores: ${counted(event.miners, 'miner')}.`
    case 'round-skipped':
      return `Round ${number(event.round)} was skipped: ${event.reason}.`
    case 'round-closed':
      return `Round ${number(event.round)} was closed: ${event.reason}.`
    case 'weights-set':
      return `Weights of round ${number(event.round)} are on chain, in block ${number(event.block)}.`
    case 'weights-committed':
      return `Weights of round ${number(event.round)} are committed in block ${number(event.block)}.`
    case 'weights-revealed':
      return `Weights of round ${number(event.round)} are revealed.`
    case 'weights-not-due':
      return `The next weights are due from block ${number(event.dueBlock)} on.`
    case 'weights-refused':
    case 'trouble':
      return `${event.code}: ${event.reason}.`
    case 'trouble-over':
      return `${event.code} is over.`
    case 'step-failed':
      return `${event.step} failed: ${event.reason}.`
    case 'idle':
      return `The validator does nothing: ${event.reason}.`
    case 'idle-over':
      return 'The validator works again.'
    case 'version-switched':
      return `From round ${number(event.round)} on, version ${event.to} scores.`
    default:
      return null
  }
}
