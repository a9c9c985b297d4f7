import type { ValidatorEvent } from '@subnetkit/core/validator'
import type { Log } from '../log/log.js'
import type { LogLevel } from '../log/record.js'

type Listener = (event: ValidatorEvent) => void
type Receipt = Extract<ValidatorEvent, { kind: 'task-done' }>['receipt']
type Outcomes = Readonly<Record<Receipt['outcome'], number>>

/** Rounds whose outcomes are counted at once; older ones were never folded. */
const maxRounds = 8

/** Logs the events of a validator for its operator, then passes them on. */
export function createEventLog(log: Log, listener: Listener | undefined): Listener {
  const rounds = new Map<number, Outcomes>()

  function count({ round, outcome }: Receipt): void {
    const so = rounds.get(round) ?? { scored: 0, absent: 0, malformed: 0 }
    rounds.set(round, { ...so, [outcome]: so[outcome] + 1 })
    const [oldest] = rounds.keys()
    if (rounds.size > maxRounds && oldest !== undefined) rounds.delete(oldest)
  }
  function take(round: number): Outcomes | undefined {
    const outcomes = rounds.get(round)
    rounds.delete(round)
    return outcomes
  }

  return (event) => {
    if (event.kind === 'task-done') count(event.receipt)
    const [level, message] = describe(event, event.kind === 'round-folded' ? take(event.round) : undefined)
    log.write(level, { event: event.kind, code: codeOf(event), message })
    listener?.(event)
  }
}

function codeOf(event: ValidatorEvent): string | null {
  return 'code' in event ? event.code : event.kind === 'task-done' ? rubricFault(event.receipt) : null
}

function describe(event: ValidatorEvent, outcomes: Outcomes | undefined): [LogLevel, string] {
  switch (event.kind) {
    case 'round-planned':
      return ['info', `round ${event.round} from block ${event.block}: asks ${plural(event.miners, 'miner')}`]
    case 'round-skipped': {
      const cause = event.cause === null ? '' : `${event.cause}: `
      return ['warn', `round ${event.round} is skipped: ${cause}${event.reason}`]
    }
    case 'task-done':
      return taskLine(event.receipt)
    case 'round-folded': {
      const tasks = outcomes
        ? ` (tasks: ${outcomes.scored} scored, ${outcomes.absent} absent, ${outcomes.malformed} malformed)`
        : ''
      return [
        'info',
        `round ${event.round} is folded into the scores of ${plural(event.miners, 'miner')}${tasks}`,
      ]
    }
    case 'weights-set':
      return ['info', `weights of round ${event.round} are set at block ${event.block}: ${vectorOf(event)}`]
    case 'weights-committed': {
      const opens = event.beaconRound === null ? '' : `, opened by beacon round ${event.beaconRound}`
      return [
        'info',
        `weights of round ${event.round} are committed at block ${event.block} (${event.mode}) for epoch ${event.epoch}${opens}`,
      ]
    }
    case 'weights-revealed': {
      const at = event.block === null ? '' : ` at block ${event.block}`
      return ['info', `weights of round ${event.round} are revealed${at}: ${vectorOf(event)}`]
    }
    case 'weights-not-due':
      return ['debug', `weights of round ${event.round} wait: the next are due at block ${event.dueBlock}`]
    case 'weights-refused': {
      const retry = event.retryBlock === null ? '' : ` (may pass from block ${event.retryBlock} on)`
      return ['warn', `weights of round ${event.round} are refused: ${event.reason}${retry}`]
    }
    case 'weights-superseded':
      return ['info', `weights of round ${event.round} are superseded: ${event.reason}`]
    case 'step-failed':
      return event.final
        ? ['error', `step ${event.step} gave up: ${event.code}: ${event.reason}`]
        : ['warn', `step ${event.step} failed and is retried: ${event.code}: ${event.reason}`]
    case 'trouble':
      return ['warn', `${event.code}: ${event.reason}`]
  }
}

/** A rubric that throws costs a miner its task, and only the author can fix it; anything else is detail. */
function taskLine(receipt: Receipt): [LogLevel, string] {
  const { round, hotkey, taskId, outcome, reason, score } = receipt
  const task = `round ${round}: task ${taskId} of ${hotkey}`
  if (rubricFault(receipt) !== null) return ['error', `${task}: the rubric failed on the answer: ${reason}`]
  return [
    'debug',
    outcome === 'scored' ? `${task}: score ${score.toFixed(3)}` : `${task}: ${outcome}: ${reason}`,
  ]
}

function rubricFault({ outcome, reason }: Receipt): string | null {
  if (outcome !== 'malformed' || reason === null) return null
  return /^(CHECKER_FAILED|SCORE_OUT_OF_RANGE):/.exec(reason)?.[1] ?? null
}

/** The largest first, as shares of the largest. */
function vectorOf({
  uids,
  values,
}: {
  readonly uids: readonly number[]
  readonly values: readonly number[]
}): string {
  const shown = 8
  const pairs = uids.map((uid, index) => [uid, values[index] ?? 0] as const).sort(([, a], [, b]) => b - a)
  const text = pairs.slice(0, shown).map(([uid, value]) => `uid ${uid} = ${value}`)
  return `${text.join(', ')}${pairs.length > shown ? `, and ${pairs.length - shown} more` : ''}`
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
