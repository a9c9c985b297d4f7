import { createManualClock } from '@subnetkit/base/testing'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { describe, expect, it } from 'vitest'
import type { CheckName } from './checks.js'
import { createHealth } from './create-health.js'
import { createIdleReporter, type IdleEvent } from './idle.js'
import type { StandingReading } from './observation.js'
import { signerProbe } from './probes.js'

const registered: StandingReading = {
  ...{
    block: 0,
    registered: true,
    permit: true,
    lastUpdate: 0,
    registeredAt: 0,
    tempo: 20,
    weightsRateLimit: 10,
    vtrust: 1,
    incentive: 0,
  },
}

/** A validator with rounds of 20 blocks of 1 s, looked at after each block. */
function run({
  from = 0,
  ...more
}: {
  readonly from?: number
  readonly role?: 'validator' | 'coordinator' | 'worker'
  readonly signer?: string
} = {}) {
  const clock = createManualClock()
  const subject = { role: 'validator', netuid: 2, hotkey: '5Val', isDevnet: false } as const
  const health = createHealth({
    ...{ ...subject, roundBlocks: 20, weightsEveryBlocks: 20, scoreLabel: null, clock, ...more },
  })
  const idle: IdleEvent[] = []
  const look = createIdleReporter({ health, clock, emit: (event) => idle.push(event) })
  let head = from
  return {
    ...{ health, idle, clock, look },
    head: () => head,
    event: (event: ValidatorEvent) => health.observe({ kind: 'event', event }),
    check: (name: CheckName) => health.report().checks.find((one) => one.name === name),
    /** Blocks arrive; `at` is run in each of them. */
    async blocks(count: number, at: (block: number) => void = () => {}) {
      for (let index = 0; index < count; index++) {
        await clock.advance(1_000)
        head++
        health.observe({ kind: 'head', block: head })
        at(head)
        look()
      }
    },
    async silence(ms: number) {
      for (let passed = 0; passed < ms; passed += 1_000) {
        await clock.advance(1_000)
        look()
      }
    },
  }
}
type Run = ReturnType<typeof run>

const planned = (round: number, miners = 3) =>
  ({ kind: 'round-planned', round, block: round, miners, unasked: 0 }) as ValidatorEvent
const folded = (round: number) => ({ kind: 'round-folded', round, miners: 3 }) as ValidatorEvent
const weights = (block: number) =>
  ({ kind: 'weights-set', round: block, block, uids: [1], values: [1] }) as ValidatorEvent

/** Events of a working validator at a block. */
const works = (one: Run) => (block: number) => {
  if (block % 20 === 2) one.event(planned(block - 2))
  if (block % 20 === 8) one.event(folded(block - 8))
  if (block % 20 === 10) {
    one.event(weights(block))
    one.health.observe({ kind: 'standing', standing: { ...registered, block, lastUpdate: block } })
  }
}

describe('a validator that works', () => {
  it('is healthy, and never idle', async () => {
    const one = run()
    one.health.observe({ kind: 'standing', standing: registered })
    one.health.observe({ kind: 'store', failure: null })
    await one.blocks(200, works(one))
    expect(one.health.report().checks.map(({ name, ok }) => [name, ok])).toEqual([
      ...['store writable', 'blocks arrive', 'registered', 'permit'].map((name) => [name, true]),
      ...['jobs move', 'rounds fold', 'weights are recent', 'activated version'].map((name) => [name, true]),
    ])
    expect(one.idle).toEqual([])
  })

  it('whose weights are not due yet, or not possible yet, is healthy', async () => {
    const one = run()
    one.health.observe({ kind: 'standing', standing: registered })
    await one.blocks(60, (block) => {
      if (block % 20 === 2) one.event(planned(block - 2))
      if (block % 20 === 8 && block > 20) {
        one.event(folded(block - 8))
        one.event({ kind: 'weights-not-due', round: block - 8, dueBlock: 100 })
      }
    })
    expect(one.check('weights are recent')?.ok).toBeNull()
    expect(one.health.report().ok).toBe(true)
  })
})

describe('a validator that is behind an activation', () => {
  it('says so before the block, and is unhealthy from it on, but not idle', async () => {
    const one = run()
    one.health.observe({ kind: 'standing', standing: registered })
    const [code, reason] = ['ACTIVATION_BEHIND', 'the owner has activated version 8 from block 120 on']
    await one.blocks(100, works(one))
    one.event({ kind: 'trouble', code, reason, fix: 'Update.', lasting: true, block: 120 })
    expect(one.check('activated version')).toMatchObject({
      ...{ ok: null, sentence: expect.stringMatching(/version 8 .*; \d+ blocks are left for the update/) },
    })
    await one.blocks(40, works(one))
    expect(one.check('activated version')).toMatchObject({ ok: false, sentence: reason, fix: 'Update.' })
    expect(one.idle).toEqual([])
    one.event({ kind: 'trouble-over', code })
    expect(one.health.report().ok).toBe(true)
  })
})

describe('defect: a validator that runs and does nothing says so within one round', () => {
  const standing = registered
  const cases: readonly (readonly [string, CheckName, (one: Run) => Promise<void>])[] = [
    ['no block arrives', 'blocks arrive', (one) => one.silence(20_000)],
    ['no job is taken', 'jobs move', (one) => one.blocks(20)],
    [
      'no round is planned',
      'rounds fold',
      (one) =>
        one.blocks(20, (block) => {
          if (block % 20 !== 1) return
          one.event({
            ...{ kind: 'step-failed', step: 'plan-200', code: 'CHAIN_TIMEOUT', reason: 'no answer' },
            ...{ fix: null, final: false },
          })
          one.event({ kind: 'weights-not-due', round: 180, dueBlock: 0 })
        }),
    ],
    ['every round is skipped', 'rounds fold', (one) => one.blocks(20, skips(one))],
    [
      'no neuron is a miner',
      'rounds fold',
      (one) => one.blocks(20, (at) => at % 20 === 2 && one.event(planned(at, 0))),
    ],
    [
      'the queue does not answer',
      'jobs move',
      (one) => queues(one, { reason: 'redis 10.0.0.1:6379 is gone', fix: 'Start it.' }),
    ],
    [
      'the store takes no writes',
      'store writable',
      (one) => store(one, { reason: 'the disk is full', fix: 'Free space.' }),
    ],
    ['the hotkey is not registered', 'registered', (one) => stand(one, { ...standing, registered: false })],
    [
      'another store holds the lease',
      'lease held',
      async (one) => {
        one.health.observe({ kind: 'lease', failure: { reason: 'another store', fix: 'Stop it.' } })
        await one.blocks(20)
      },
    ],
    ['the permit is lost', 'permit', (one) => stand(one, { ...standing, permit: false })],
  ]
  it.each(cases)('%s', async (_, name, happens) => {
    const one = run()
    stand(one, standing)
    await one.blocks(199, works(one))
    expect(one.idle).toEqual([])
    await happens(one)
    expect(one.idle).toMatchObject([{ kind: 'idle', check: name, reason: expect.any(String) }])
    expect(one.check(name)?.fix).toMatch(/^[A-Z].*\.$/)
    expect(one.health.report().ok).toBe(false)
  })

  it('once a round while it lasts, and once when it is over', async () => {
    const one = run()
    stand(one, standing)
    await one.blocks(199, works(one))
    await one.blocks(100)
    await one.blocks(40, works(one))
    // From the middle of one round, at the beginning of five more.
    expect(one.idle.map(({ kind }) => kind)).toEqual([...Array(6).fill('idle'), 'idle-over'])
  })

  it('rounds that are planned and never folded', async () => {
    const one = run()
    stand(one, standing)
    await one.blocks(100, (block) => block % 20 === 2 && one.event(planned(block - 2)))
    expect(one.check('rounds fold')).toMatchObject({ ok: false })
  })

  it('weights that the chain refuses, or that nobody sets', async () => {
    for (const refusal of [null, 'WEIGHTS_TOO_FAST'] as const) {
      const one = run()
      stand(one, standing)
      await one.blocks(120, (block) => {
        if (block % 20 === 2) one.event(planned(block - 2))
        if (block % 20 === 8) one.event(folded(block - 8))
        const refused = {
          kind: 'weights-refused',
          round: 0,
          cause: null,
          reason: 'x',
          retryBlock: null,
        } as const
        if (refusal !== null && block % 20 === 9) one.event({ ...refused, code: refusal })
      })
      expect(one.check('weights are recent')).toMatchObject({
        ok: false,
        sentence: expect.stringContaining(refusal ?? '120 blocks ago'),
      })
    }
  })
})

it('defect: a validator that starts again after a long stop is not idle before it could do anything', async () => {
  // In the second half of a round that the process before has planned.
  const one = run({ from: 1_013 })
  one.health.observe({ kind: 'standing', standing: { ...registered, block: 1_013 } })
  await one.blocks(14, (block) => block === 1_022 && one.event(planned(1_020)))
  one.event(folded(1_000))
  await one.blocks(10, (block) => block === 1_037 && one.event(weights(1_037)))
  expect(one.idle).toEqual([])
  expect(one.check('weights are recent')).toMatchObject({ ok: true })
})

it('defect: weights were late by the tempo where the chain allows them less often', async () => {
  const one = run()
  const standing = { ...registered, weightsRateLimit: 100 }
  one.health.observe({ kind: 'standing', standing })
  const rounds = (block: number) => {
    if (block % 20 === 2) one.event(planned(block - 2))
    if (block % 20 === 8) one.event(folded(block - 8))
  }
  await one.blocks(150, rounds)
  expect(one.check('weights are recent')).toMatchObject({ ok: true })
  await one.blocks(60, rounds)
  expect(one.check('weights are recent')).toMatchObject({ ok: false })
})

it('defect: a coordinator beside another that does the work was reported as idle', async () => {
  const one = run({ from: 1_000, role: 'coordinator' })
  one.health.observe({ kind: 'standing', standing: { ...registered, block: 1_000, lastUpdate: 990 } })
  const rounds = { planned: { round: 980, miners: 3 }, folded: 980, weightsBlock: 990 }
  one.health.observe({ kind: 'rounds', rounds })
  await one.blocks(200, (block) => {
    const round = block - (block % 20)
    one.health.observe({
      kind: 'rounds',
      rounds: { planned: { round, miners: 3 }, folded: round - 20, weightsBlock: round - 10 },
    })
  })
  expect(one.idle).toEqual([])
  expect(one.check('rounds fold')).toMatchObject({ ok: true })
  expect(one.check('weights are recent')).toMatchObject({ ok: true })
  // Both of them stop.
  await one.blocks(60)
  expect(one.check('rounds fold')).toMatchObject({ ok: false })
})

it('defect: health advised to check the queue while the signer was gone', async () => {
  const one = run({ from: 1_000 })
  await one.blocks(60, (block) => {
    const failure = { code: 'SIGNER_UNREACHABLE', reason: 'no signer', fix: 'Start it.', final: false }
    if (block % 5 === 0) one.event({ kind: 'step-failed', step: `plan-${block - (block % 20)}`, ...failure })
    const skipped = { code: 'PLAN_FAILED', cause: 'SIGNER_UNREACHABLE', reason: 'no signer' } as const
    if (block === 1_040) one.event({ kind: 'round-skipped', round: 1_020, ...skipped })
  })
  for (const name of ['jobs move', 'rounds fold'] as const) {
    const check = one.check(name)
    if (check?.ok === false)
      expect(check).toMatchObject({
        sentence: expect.stringContaining('SIGNER_UNREACHABLE'),
        fix: 'Start it.',
      })
  }
  expect(one.check('rounds fold')).toMatchObject({ ok: false })
})

it('defect: one bad answer is no idleness, and rounds that are skipped are not over before one is folded', async () => {
  const one = run()
  stand(one, registered)
  await one.blocks(119, works(one))
  await one.blocks(40, skips(one))
  expect(one.idle.map(({ kind }) => kind)).toEqual(['idle', 'idle'])
})

it('a coordinator without workers for a minute names the queue and the label', async () => {
  const clock = createManualClock()
  const subject = { role: 'coordinator', netuid: 2, hotkey: '5Val', isDevnet: false } as const
  const health = createHealth({
    ...{ ...subject, roundBlocks: 20, weightsEveryBlocks: 20, scoreLabel: 'gpu', clock },
  })
  const count = (score: number) => health.observe({ kind: 'workers', counts: { query: 2, score } })
  const check = () => health.report().checks.find(({ name }) => name === 'workers attached')
  count(0)
  // defect: a coordinator that had just started was reported as idle, before its workers could start.
  expect(check()).toMatchObject({ ok: null })
  await clock.advance(30_000)
  count(1)
  expect(check()).toMatchObject({ ok: true })
  count(0)
  await clock.advance(59_000)
  expect(check()).toMatchObject({ ok: null })
  await clock.advance(1_000)
  expect(check()).toMatchObject({ ok: false, fix: expect.stringContaining('--queues score --label gpu') })
})

it('a worker is judged by its jobs and the store alone', async () => {
  const one = run({ role: 'worker' })
  const reading = { queue: 'query', active: 0, delayed: 0, failed: 0 }
  one.health.observe({ kind: 'queues', queues: [{ ...reading, waiting: 3, oldestMs: 900_000 }] })
  expect(one.check('jobs move')?.ok).toBeNull()
  await one.silence(150_000)
  expect(one.check('jobs move')?.ok).toBe(false)
  one.event({ kind: 'task-done', round: 1, receipt: {} } as ValidatorEvent)
  expect(one.check('jobs move')?.ok).toBe(true)
})

async function stand(one: Run, standing: StandingReading): Promise<void> {
  one.health.observe({ kind: 'standing', standing })
  one.look()
}
async function store(one: Run, failure: { reason: string; fix: string }): Promise<void> {
  one.health.observe({ kind: 'store', failure })
  one.look()
}
async function queues(one: Run, failure: { reason: string; fix: string }): Promise<void> {
  one.health.observe({ kind: 'queues', queues: failure })
  one.look()
}
const skips = (one: Run) => (block: number) => {
  const skipped = { kind: 'round-skipped', cause: 'MINER_UNREACHABLE', reason: 'no answer' } as const
  if (block % 20 === 2) one.event(planned(block - 2))
  if (block % 20 === 8) one.event({ ...skipped, round: block - 8, code: 'NOBODY_REACHED' })
}

it('defect: a worker whose signer was gone was healthy', async () => {
  const one = run({ role: 'worker', signer: '/run/none.sock' })
  const probe = signerProbe('/run/none.sock', '5Val')
  const seen = await probe.run().catch((error: unknown) => probe.failed?.(error) ?? [])
  for (const observation of seen) one.health.observe(observation)
  expect(one.check('signer answers')).toMatchObject({
    ...{ ok: false, sentence: expect.stringContaining('SIGNER_UNREACHABLE'), fix: expect.any(String) },
  })
  expect(one.health.report().ok).toBe(false)
  one.health.observe({ kind: 'signer', failure: null })
  expect(one.health.report().ok).toBe(true)
  expect(run({ role: 'worker' }).check('signer answers')).toBeUndefined()
})

const failure = { code: 'BEGAN_BEFORE_START', cause: null, reason: 'it began before' } as const

it('defect: a round under way at the start made a validator idle', async () => {
  const one = run({ from: 1_013 })
  one.event({ kind: 'round-skipped', round: 1_000, ...failure })
  await one.blocks(4)
  expect(one.idle).toEqual([])
  expect(one.check('rounds fold')?.ok).not.toBe(false)
})

it('defect: idleness was repeated within a round when the check passed in between', async () => {
  const one = run({ from: 1_000 })
  await one.blocks(2)
  for (let time = 0; time < 3; time++) {
    await store(one, { reason: 'full', fix: 'Free space.' })
    await one.blocks(2)
    one.health.observe({ kind: 'store', failure: null })
    await one.blocks(2)
  }
  expect(one.idle.map(({ kind }) => kind)).toEqual(['idle', 'idle-over'])
  await one.blocks(10)
  await store(one, { reason: 'full', fix: 'Free space.' })
  expect(one.idle.map(({ kind }) => kind)).toEqual(['idle', 'idle-over', 'idle'])
})

it('defect: of two causes only one was reported, and workers were missed before they could attach', async () => {
  const one = run({ from: 1_000, role: 'coordinator', signer: '/run/none.sock' })
  one.health.observe({ kind: 'workers', counts: { query: 0, score: 1 } })
  await one.silence(5_000)
  await one.blocks(30, works(one))
  expect(one.idle).toEqual([])
  one.health.observe({ kind: 'signer', failure: { reason: 'no signer', fix: 'Start the signer.' } })
  await one.blocks(20, works(one))
  one.health.observe({ kind: 'signer', failure: null })
  one.look()
  await one.blocks(40, works(one))
  one.health.observe({ kind: 'signer', failure: { reason: 'no signer', fix: 'Start the signer.' } })
  await one.blocks(20, works(one))
  expect(one.idle.at(-1)).toMatchObject({
    reason: expect.stringMatching(/no signer; no worker takes/),
    fix: expect.stringMatching(/^Start the signer\. Start a worker/),
  })
})

it('defect: a new validator was said to have set weights, and a round without workers to need more of them', async () => {
  const one = run({ from: 1_000, role: 'coordinator' })
  const standing = { ...registered, block: 1_000, lastUpdate: 1_000, registeredAt: 1_000 }
  one.health.observe({ kind: 'standing', standing })
  one.health.observe({ kind: 'workers', counts: { query: 0, score: 0 } })
  await one.blocks(3)
  expect(one.check('weights are recent')?.sentence).toMatch(/^no weights were taken/)
  const refused = { code: 'NO_SCORES', cause: null, reason: 'none', retryBlock: null } as const
  one.event({ kind: 'weights-refused', round: 1_000, ...refused })
  await one.blocks(60)
  expect(one.check('weights are recent')).toMatchObject({
    ...{ ok: false, fix: expect.not.stringContaining('subnet doctor') },
  })
  one.event(planned(1_060))
  one.event({ kind: 'round-closed', round: 1_040, unasked: 1, partly: 0, unscored: 0, reason: 'late' })
  one.event({ kind: 'round-folded', round: 1_040, miners: 0 } as ValidatorEvent)
  expect(one.check('rounds fold')).toMatchObject({
    ...{ ok: false, fix: expect.stringContaining('subnet worker --queues query,score') },
  })
})

describe('defect: a start, and a chain of quick blocks on a busy machine, were reported as a validator that does nothing', () => {
  it('before the miners that start beside it serve', async () => {
    const one = run()
    stand(one, registered)
    await one.blocks(29, (block) => block % 20 === 2 && one.event(planned(block - 2, 0)))
    expect([one.idle, one.check('rounds fold')?.ok]).toEqual([[], null])
    await one.blocks(20, (block) => block % 20 === 2 && one.event(planned(block - 2, 0)))
    expect(one.idle[0]).toMatchObject({
      check: 'rounds fold',
      reason: expect.stringContaining('asks no miner'),
    })
  })

  it('while a round that was not planned in its time is a few seconds old', async () => {
    const one = run()
    stand(one, registered)
    await one.blocks(100, works(one))
    one.event({
      ...{ kind: 'round-skipped', round: 100, code: 'ROUND_OVERTAKEN', cause: null, reason: 'it was over' },
    })
    expect(one.check('rounds fold')?.ok).toBeNull()
    await one.blocks(40)
    expect(one.check('rounds fold')?.ok).toBe(false)
  })
})
