import type { ValidatorEvent } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { createLog, type Log } from '../log/log.js'
import type { LogRecord } from '../log/record.js'
import { createEventLog } from './log-events.js'

type Receipt = Extract<ValidatorEvent, { kind: 'task-done' }>['receipt']

const source = { netuid: 1, mechanism: 0, hotkey: '5V' }

function collect() {
  const records: LogRecord[] = []
  const listener = createEventLog(
    createLog('validator', (record) => records.push(record)),
    undefined,
  )
  const emit = (event: ValidatorEvent) => listener(event, source)
  const done = (uid: number, outcome: Receipt['outcome'], reason: string | null = null) => {
    const task = { round: 4, uid, hotkey: `5Hotkey${uid}`, taskId: 'sum-0', outcome, reason, score: 1 }
    emit({ kind: 'task-done', round: 4, receipt: task as Receipt })
  }
  return { records, emit, done }
}
const tasks = { scored: 1, absent: 0, malformed: 0, refused: 0, ours: 0 }
const folded = { kind: 'round-folded', round: 4, miners: 3, tasks } as const

it('defect: one line per round names the codes and uids behind missing answers', () => {
  const { records, emit, done } = collect()
  for (let task = 0; task < 4; task++) done(2, 'absent', 'HANDLER_FAILED: handler add threw')
  done(5, 'malformed', 'RESPONSE_MALFORMED: no sum')
  emit(folded)
  const missing = records.filter(({ event }) => event === 'answers-missing')
  const message = 'round 4: 4 absent (HANDLER_FAILED from uid 2), 1 malformed (RESPONSE_MALFORMED from uid 5)'
  expect(missing).toEqual([expect.objectContaining({ level: 'warn', code: 'HANDLER_FAILED', message })])
})

it('a round with scores informs, and a round without missing answers says nothing', () => {
  const { records, emit, done } = collect()
  done(3, 'scored')
  emit(folded)
  expect(records.filter(({ event }) => event === 'answers-missing')).toEqual([])
  done(3, 'scored')
  done(2, 'absent', 'RESPONSE_ABSENT: no axon')
  emit(folded)
  expect(records.at(-1)).toMatchObject({ level: 'info', event: 'answers-missing', code: 'RESPONSE_ABSENT' })
})

it('defect: a step that fails for good names its fix', () => {
  const { records, emit } = collect()
  const failure = { kind: 'step-failed', step: 'plan-31', code: 'NOT_REGISTERED', reason: 'no uid' } as const
  emit({ ...failure, fix: 'Register it.', final: false })
  emit({ ...failure, fix: null, final: true })
  expect(records.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'step plan-31 failed, retrying: NOT_REGISTERED: no uid. Register it.'],
    ['error', 'step plan-31 gave up: NOT_REGISTERED: no uid'],
  ])
})

it('defect: a skipped round was logged without a code', () => {
  const lines: unknown[] = []
  const log = { write: (...line: unknown[]) => void lines.push(line) } as unknown as Log
  const listener = createEventLog(log, undefined)
  const skipped = { kind: 'round-skipped', round: 4, reason: 'no answer' } as const
  listener({ ...skipped, code: 'PLAN_FAILED', cause: 'CHAIN_TIMEOUT' }, source)
  listener({ ...skipped, code: 'ROUND_OVERTAKEN', cause: null }, source)
  expect(lines).toEqual([
    [
      'warn',
      {
        event: 'round-skipped',
        code: 'PLAN_FAILED',
        message: 'round 4 is skipped: CHAIN_TIMEOUT: no answer',
        round: 4,
      },
    ],
    [
      'warn',
      { event: 'round-skipped', code: 'ROUND_OVERTAKEN', message: 'round 4 is skipped: no answer', round: 4 },
    ],
  ])
})

it('a validator that does nothing is an error with its fix', () => {
  const { records, emit } = collect()
  emit({ kind: 'idle', check: 'jobs move', reason: 'no step was taken', fix: 'Start a worker.' })
  emit({ kind: 'idle-over', ms: 61_000 })
  expect(records.map(({ level, event, message }) => [level, event, message])).toEqual([
    ['error', 'idle', 'no progress: no step was taken. Start a worker.'],
    ['info', 'idle-over', 'works again, after 61 s'],
  ])
})

it('defect: a step that was ended with its validator was UNEXPECTED, and to be reported', () => {
  const { records, emit } = collect()
  emit({
    ...{ kind: 'step-failed', step: 'weights-1440', code: 'STOPPING', final: false },
    ...{ reason: 'the validator stops before this is over', fix: 'Start the validator again.' },
  })
  expect(records.map(({ level, event, message }) => [level, event, message])).toEqual([
    ['info', 'step-failed', 'step weights-1440 is left to the next start'],
  ])
})
