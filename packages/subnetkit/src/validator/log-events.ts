import type { EventSource, ValidatorEvent } from '@subnetkit/core/validator'
import type { Log, LogEntry } from '../log/log.js'
import { plural } from '../log/plural.js'
import type { LogLevel } from '../log/record.js'
import { rubricFaultOf } from './rubric-fault.js'

type Listener = (event: ValidatorEvent, source: EventSource) => void
type Receipt = Extract<ValidatorEvent, { kind: 'task-done' }>['receipt']

/** Outcomes of one round: how many, and the uids behind each code of an answer that is missing. */
interface Outcomes {
  readonly scored: number
  readonly absent: Failures
  readonly malformed: Failures
  readonly refused: Failures
  /** Trouble of the validator itself, which counts for nobody. */
  readonly ours: Failures
}
/** Uid of each task that failed, by code. */
type Failures = ReadonlyMap<string, readonly number[]>

/** Rounds whose outcomes are counted at once; older ones were never folded. */
const maxRounds = 8

/** Logs the events of a validator for its operator, then passes them on; `hotkeys` of the neurons, by uid, name them. */
export function createEventLog(
  log: Log,
  listener: Listener | undefined,
  hotkeys: ReadonlyMap<number, string> = new Map(),
): Listener {
  const rounds = new Map<number, Outcomes>()
  /** Codes of lasting trouble: steps that fail of it are no news. */
  const lasting = new Set<string>()

  function count(receipt: Receipt): void {
    const { round } = receipt
    rounds.set(round, withOutcome(rounds.get(round) ?? noOutcomes, receipt))
    const [oldest] = rounds.keys()
    if (rounds.size > maxRounds && oldest !== undefined) rounds.delete(oldest)
  }
  function take(round: number): Outcomes | undefined {
    const outcomes = rounds.get(round)
    rounds.delete(round)
    return outcomes
  }

  return (event, source) => {
    if (event.kind === 'task-done') count(event.receipt)
    const outcomes = event.kind === 'round-folded' ? take(event.round) : undefined
    if (event.kind === 'trouble' && event.lasting) lasting.add(event.code)
    if (event.kind === 'trouble-over') lasting.delete(event.code)
    const isKnown = event.kind === 'step-failed' && !event.final && lasting.has(event.code)
    const [usual, message] = describe(event, hotkeys)
    const level = isKnown ? 'debug' : usual
    log.write(level, { event: event.kind, code: codeOf(event), message, ...fieldsOf(event) })
    if (event.kind === 'round-folded' && outcomes !== undefined) logMissing(log, event.round, outcomes)
    listener?.(event, source)
  }
}

const none: Failures = new Map()
const noOutcomes: Outcomes = { scored: 0, absent: none, malformed: none, refused: none, ours: none }
const failed = ['absent', 'malformed', 'refused', 'ours'] as const

function withOutcome(so: Outcomes, { outcome, uid, reason }: Receipt): Outcomes {
  if (outcome === 'scored') return { ...so, scored: so.scored + 1 }
  const code = /^([A-Z][A-Z_]{0,60}):/.exec(reason ?? '')?.[1] ?? 'UNEXPECTED'
  const failures = new Map(so[outcome])
  return { ...so, [outcome]: failures.set(code, [...(failures.get(code) ?? []), uid]) }
}

/** Logs why answers of a round are missing: as a warning if none was scored, which is rarely the fault of every miner, or if we are at fault. */
function logMissing(log: Log, round: number, outcomes: Outcomes): void {
  const kinds = failed
    .map((kind) => sentenceOf(outcomes[kind], kind === 'ours' ? 'not sent' : kind))
    .filter((text) => text !== null)
  if (kinds.length === 0) return
  const [[code] = [null]] = failed
    .flatMap((kind) => [...outcomes[kind]])
    .sort(([, a], [, b]) => b.length - a.length)
  const message = `round ${round}: ${kinds.join(', ')}`
  log.write(outcomes.scored === 0 || outcomes.ours.size > 0 ? 'warn' : 'info', {
    event: 'answers-missing',
    code,
    message,
    round,
  })
}

/** Such as `4 absent (HANDLER_FAILED from uid 2)`; null if there are none. */
function sentenceOf(failures: Failures, outcome: string): string | null {
  if (failures.size === 0) return null
  const groups = [...failures].sort(([, a], [, b]) => b.length - a.length)
  const causes = groups.slice(0, 3).map(([code, tasks]) => {
    const uids = [...new Set(tasks)].sort((a, b) => a - b)
    const shown = uids.slice(0, 5).join(', ')
    const more = uids.length > 5 ? ` and ${uids.length - 5} more` : ''
    return `${code} from ${uids.length === 1 ? 'uid' : 'uids'} ${shown}${more}`
  })
  if (groups.length > 3) causes.push(`and ${plural(groups.length - 3, 'other code')}`)
  return `${countOf(failures)} ${outcome} (${causes.join(', ')})`
}

const countOf = (failures: Failures) => [...failures.values()].reduce((sum, { length }) => sum + length, 0)

function codeOf(event: ValidatorEvent): string | null {
  if (event.kind === 'idle') return 'IDLE'
  return 'code' in event
    ? event.code
    : event.kind === 'task-done'
      ? (rubricFaultOf(event.receipt)?.code ?? null)
      : null
}

/** Fields of the record that collectors search for. */
function fieldsOf(event: ValidatorEvent): Pick<LogEntry, 'round' | 'uid' | 'hotkey' | 'job' | 'check'> {
  if (event.kind === 'task-done') {
    const { round, uid, hotkey } = event.receipt
    return { round, uid, hotkey }
  }
  return {
    ...('round' in event && { round: event.round }),
    ...('step' in event && { job: event.step }),
    ...('check' in event && { check: event.check }),
  }
}

/** Sentence on how the scores of another scoreboard go on. */
function scoreboardLine({ from, to, rule, miners }: Extract<ValidatorEvent, { kind: 'scoreboard-changed' }>) {
  const whose = `the scores of ${plural(miners, 'miner')}, made by ${from ?? 'an older version of subnetkit'},`
  if (rule === 'restart') return `${whose} start at the beginning of ${to}`
  return `${whose} ${rule === 'migrate' ? "are converted by the subnet's own function to" : 'continue under'} ${to}`
}

function describe(event: ValidatorEvent, hotkeys: ReadonlyMap<number, string>): [LogLevel, string] {
  switch (event.kind) {
    case 'head-seen':
      return ['debug', `block ${event.block}`]
    case 'step-done':
      return ['debug', `${event.step} of round ${event.round} took ${event.ms.toFixed(0)} ms`]
    case 'round-planned': {
      const left = event.unasked === 0 ? '' : `, has no room for ${event.unasked}`
      const asks =
        event.miners === 0 && event.unasked === 0
          ? 'asks nobody: no other neuron has an axon, or none passes the choice of miners'
          : `asks ${plural(event.miners, 'miner')}`
      return ['info', `round ${event.round} from block ${event.block}: ${asks}${left}`]
    }
    case 'hotkey-swapped':
      return ['info', `the hotkey ${event.from} was swapped for ${event.to}: its scores and rounds go on`]
    case 'scoreboard-changed':
      return [event.rule === 'restart' ? 'warn' : 'info', scoreboardLine(event)]
    case 'version-switched':
      return [
        'info',
        `version ${event.to} scores from round ${event.round} on, in place of version ${event.from}`,
      ]
    case 'round-length-changed':
      return [
        'warn',
        `rounds have ${event.roundBlocks} blocks now, ${event.before} before: they go on from block ${event.round}`,
      ]
    case 'query-done': {
      const counts = Object.entries(event.outcomes).flatMap(([kind, count]) =>
        count > 0 ? [`${count} ${kind}`] : [],
      )
      return ['debug', `round ${event.round}: asked uid ${event.uid} (${counts.join(', ')})`]
    }
    case 'miner-unasked':
      return ['info', `round ${event.round} does not ask uid ${event.uid}: ${event.reason}`]
    case 'round-closed':
      return [
        'warn',
        `round ${event.round} is closed with ${plural(event.unasked, 'miner')} not asked, ${event.partly} asked in part and ${event.unscored} not scored: ${event.reason}`,
      ]
    case 'queue-refilled':
      return ['info', `added ${plural(event.jobs, 'job')} that the queue did not have, from the store`]
    case 'queue-moved':
      return [
        'info',
        `the jobs of the subnet are on ${event.to} now, no more on ${event.from}: ${event.reason}`,
      ]
    case 'worker-waiting':
      return [
        'info',
        `waits for a coordinator of ${event.hotkey} on subnet ${event.netuid}, mechanism ${event.mechanism}`,
      ]
    case 'round-skipped': {
      const cause = event.cause === null ? '' : `${event.cause}: `
      const level = event.code === 'BEGAN_BEFORE_START' ? 'info' : 'warn'
      return [level, `round ${event.round} is skipped: ${cause}${event.reason}`]
    }
    case 'task-done':
      return taskLine(event.receipt)
    case 'round-folded': {
      const { scored, absent, malformed, refused, ours } = event.tasks
      const uncounted = ours === 0 ? '' : `, ${ours} not counted`
      const tasks = ` (tasks: ${scored} scored, ${absent} absent, ${malformed} malformed, ${refused} refused${uncounted})`
      const flags = Object.entries(event.flags ?? {}).map(([kind, count]) => `${count} ${kind}`)
      const alike = flags.length === 0 ? '' : `; answers too much alike: ${flags.join(', ')}`
      return ['info', `scored round ${event.round} for ${plural(event.miners, 'miner')}${tasks}${alike}`]
    }
    case 'weights-set':
      return [
        'info',
        `weights of round ${event.round} are set at block ${event.block}: ${vectorOf(event, hotkeys)}`,
      ]
    case 'weights-committed': {
      const opens = event.beaconRound === null ? '' : `, opened by beacon round ${event.beaconRound}`
      return [
        'info',
        `weights of round ${event.round} are committed at block ${event.block} (${event.mode}) for epoch ${event.epoch}${opens}`,
      ]
    }
    case 'weights-revealed': {
      const at = event.block === null ? '' : ` at block ${event.block}`
      return ['info', `weights of round ${event.round} are revealed${at}: ${vectorOf(event, hotkeys)}`]
    }
    case 'weights-not-due':
      return ['debug', `weights of round ${event.round} wait: the next are due at block ${event.dueBlock}`]
    case 'weights-refused': {
      const retry = event.retryBlock === null ? '' : ` (may pass from block ${event.retryBlock} on)`
      const text = `weights of round ${event.round} are refused: ${event.reason}${retry}`
      return ['warn', withFix(text, event.fix ?? null)]
    }
    case 'weights-superseded':
      return ['info', `weights of round ${event.round} are superseded: ${event.reason}`]
    case 'step-failed': {
      if (event.code === 'STOPPING') return ['info', `step ${event.step} is left to the next start`]
      const why = withFix(`${event.code}: ${event.reason}`, event.fix)
      return event.final
        ? ['error', `step ${event.step} gave up: ${why}`]
        : ['warn', `step ${event.step} failed, retrying: ${why}`]
    }
    case 'trouble-over':
      return ['info', `${event.code} is over`]
    case 'idle':
      return ['error', withFix(`no progress: ${event.reason}`, event.fix)]
    case 'idle-over':
      return ['info', `works again, after ${Math.round(event.ms / 1_000)} s`]
    case 'trouble':
      return ['warn', withFix(`${event.code}: ${event.reason}`, event.fix)]
  }
}

/** A rubric that throws costs a miner its task, and only the author can fix it; anything else is detail. */
function taskLine(receipt: Receipt): [LogLevel, string] {
  const { round, hotkey, taskId, outcome, reason, score } = receipt
  const task = `round ${round}: task ${taskId} of ${hotkey}`
  if (rubricFaultOf(receipt) !== null) return ['error', `${task}: the rubric failed on the answer: ${reason}`]
  return [
    'debug',
    outcome === 'scored' ? `${task}: score ${score.toFixed(3)}` : `${task}: ${outcome}: ${reason}`,
  ]
}

/** The largest first, as shares of the largest. */
function vectorOf(
  { uids, values }: { readonly uids: readonly number[]; readonly values: readonly number[] },
  hotkeys: ReadonlyMap<number, string>,
): string {
  const shown = 8
  const pairs = uids.map((uid, index) => [uid, values[index] ?? 0] as const).sort(([, a], [, b]) => b - a)
  const text = pairs.slice(0, shown).map(([uid, value]) => {
    const hotkey = hotkeys.get(uid)
    return `uid ${uid}${hotkey === undefined ? '' : ` (${hotkey.slice(0, 8)}…)`} = ${value}`
  })
  return `${text.join(', ')}${pairs.length > shown ? `, and ${pairs.length - shown} more` : ''}`
}

const withFix = (text: string, fix: string | null) =>
  fix ? `${text.replace(/(?<![.!?])$/, '.')} ${fix}` : text
