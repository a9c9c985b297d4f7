import { isSubnetError } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { describe, expect, it } from 'vitest'
import { createWaitingRoom, type Turn } from './waiting-room.js'

const stakes: Readonly<Record<string, number>> = { whale: 1_000_000, large: 1_000, middle: 100, small: 1 }

function start(changes: Partial<Parameters<typeof createWaitingRoom>[0]['limits']> = {}) {
  const clock = createManualClock()
  const limits = {
    ...{ maxConcurrent: 1, maxConcurrentPerCaller: 9, maxWaiting: 2, maxWaitMs: 5_000, agingMs: 1_000 },
    ...changes,
  }
  const room = createWaitingRoom({ limits, priority: (hotkey) => stakes[hotkey] ?? 0, clock })
  const events: string[] = []
  const turns: Turn[] = []
  async function ask(hotkey: string, signal = new AbortController().signal): Promise<void> {
    try {
      turns.push(await room.enter(hotkey, { maxWaitMs: 60_000, signal }))
      events.push(`${hotkey} runs`)
    } catch (error) {
      events.push(`${hotkey} ${isSubnetError(error) ? error.code : error}`)
    }
  }
  const settle = () => clock.advance(0)
  async function finish(): Promise<void> {
    turns.shift()?.[Symbol.dispose]()
    await settle()
  }
  const seen = () => events.splice(0)
  return { clock, room, ask, finish, settle, seen }
}

describe('requests that wait for a handler', () => {
  it('run by stake, and equal ones as they came', async () => {
    const { ask, finish, settle, seen } = start({ maxWaiting: 4 })
    for (const hotkey of ['whale', 'small', 'middle', 'large', 'middle']) void ask(hotkey)
    await settle()
    for (let index = 0; index < 4; index++) await finish()
    expect(seen()).toEqual(['whale runs', 'large runs', 'middle runs', 'middle runs', 'small runs'])
  })

  it('give way to a newcomer with more stake when the room is full, the lowest first', async () => {
    const { ask, finish, settle, seen } = start()
    for (const hotkey of ['whale', 'small', 'middle', 'large', 'small']) void ask(hotkey)
    await settle()
    expect(seen().toSorted()).toEqual(['small MINER_OVERLOADED', 'small MINER_OVERLOADED', 'whale runs'])
    await finish()
    await finish()
    expect(seen()).toEqual(['large runs', 'middle runs'])
  })

  it('are refused before their body when they would be later', async () => {
    const { room, ask } = start()
    for (const hotkey of ['whale', 'middle', 'middle']) void ask(hotkey)
    expect(() => room.check('large')).not.toThrow()
    expect(() => room.check('small')).toThrow(
      expect.objectContaining({
        code: 'MINER_OVERLOADED',
        details: { limit: 3, retryMs: expect.any(Number) },
      }),
    )
  })

  it('wait for a bounded time', async () => {
    const { clock, room, ask, settle, seen } = start()
    void ask('whale')
    void ask('large')
    await settle()
    await clock.advance(4_999)
    expect([seen(), room.waiting]).toEqual([['whale runs'], 1])
    await clock.advance(1)
    expect([seen(), room.waiting, clock.pending]).toEqual([['large MINER_OVERLOADED'], 0, 0])
  })

  it('leave when their caller does', async () => {
    const { clock, room, ask, settle, seen } = start()
    const gone = new AbortController()
    void ask('whale')
    void ask('large', gone.signal)
    gone.abort()
    void ask('middle', gone.signal)
    await settle()
    expect([seen().toSorted(), room.waiting, clock.pending]).toEqual([
      ...[['large MINER_OVERLOADED', 'middle MINER_OVERLOADED', 'whale runs'], 0, 0],
    ])
  })

  it('do not let one caller take all handlers', async () => {
    const { room, ask, finish, settle, seen } = start({ maxConcurrent: 3, maxConcurrentPerCaller: 2 })
    for (const hotkey of ['whale', 'whale', 'whale', 'small']) void ask(hotkey)
    await settle()
    expect([seen(), room.running, room.waiting]).toEqual([['whale runs', 'whale runs', 'small runs'], 3, 1])
    await finish()
    expect(seen()).toEqual(['whale runs'])
  })

  it('defect: one caller has a quarter of the handlers by default, and waits for more', async () => {
    const { room, ask, finish, settle, seen } = start({
      ...{ maxConcurrent: 64, maxConcurrentPerCaller: undefined, maxWaiting: 128 },
    })
    for (let index = 0; index < 64; index++) void ask('whale')
    await settle()
    expect([room.running, room.waiting, seen().length]).toEqual([16, 48, 16])
    void ask('small')
    await settle()
    expect(seen()).toEqual(['small runs'])
    await finish()
    expect([seen(), room.running]).toEqual([['whale runs'], 17])
  })

  it('defect: four callers leave places to those of which nothing runs', async () => {
    const { room, ask, settle, seen } = start({
      ...{ maxConcurrent: 64, maxConcurrentPerCaller: undefined, maxWaiting: 128 },
    })
    for (let index = 0; index < 64; index++) void ask(`hog ${index % 4}`)
    await settle()
    expect([room.running, seen().length]).toEqual([56, 56])
    for (let index = 0; index < 9; index++) void ask(`small ${index}`)
    await settle()
    expect([room.running, seen().length]).toEqual([64, 8])
  })

  it('begin two at once where the place and the share of its caller kept back one each', async () => {
    const { room, ask, finish, settle, seen } = start({ maxConcurrent: 8, maxConcurrentPerCaller: 2 })
    const callers = ['small', 'whale', 'a', 'b', 'c', 'd', 'e']
    for (const hotkey of [...callers, 'small', 'whale']) void ask(hotkey)
    await settle()
    expect([seen().length, room.waiting]).toEqual([7, 2])
    await finish()
    expect([seen(), room.running]).toEqual([['whale runs', 'small runs'], 8])
  })

  it.each([
    ['a share of all', 8, 8],
    ['more than all', 80, 8],
  ])('of one caller may be all if its share says so: %s', async (_, maxConcurrentPerCaller, running) => {
    const { room, ask, settle } = start({ maxConcurrent: 8, maxConcurrentPerCaller, maxWaiting: 8 })
    for (let index = 0; index < 9; index++) void ask('whale')
    await settle()
    expect([room.running, room.waiting]).toEqual([running, 1])
  })

  it('defect: a refusal counts the age of what runs into its estimate', async () => {
    const { clock, room, ask, settle } = start({ maxConcurrent: 2, maxWaiting: 0 })
    void ask('whale')
    void ask('large')
    await settle()
    const retryMs = () => {
      try {
        return room.check('small')
      } catch (error) {
        return isSubnetError(error) ? error.details.retryMs : error
      }
    }
    expect(retryMs()).toBe(100)
    await clock.advance(8_000)
    expect(retryMs()).toBe(8_000)
    await clock.advance(3_600_000)
    expect(retryMs()).toBe(60_000)
  })
})

describe('a small caller among large ones', () => {
  /** A handler is free each second, and two whales ask each time before the small caller does. */
  async function secondsUntilServed(hotkey: string): Promise<number> {
    const { clock, ask, finish, seen } = start({ maxWaiting: 1, maxWaitMs: 60_000 })
    void ask('whale')
    for (let second = 1; second < 60; second++) {
      for (const caller of ['whale', 'other', hotkey]) void ask(caller)
      await clock.advance(1_000)
      await finish()
      if (seen().includes(`${hotkey} runs`)) return second
    }
    return Number.POSITIVE_INFINITY
  }

  it('defect: is served in the end, sooner with more stake', async () => {
    // 1,000,000 is 20 doublings of 1 and 10 of 1,000; each is worth a second.
    expect(await secondsUntilServed('small')).toBeGreaterThan(10)
    expect(await secondsUntilServed('small')).toBeLessThan(25)
    expect(await secondsUntilServed('large')).toBeLessThan(await secondsUntilServed('small'))
  })

  it('has one aged request, not as many as it sends', async () => {
    const { clock, ask, finish, settle, seen } = start({ maxWaiting: 3, maxWaitMs: 60_000 })
    void ask('whale')
    void ask('small')
    await clock.advance(30_000)
    void ask('small')
    void ask('large')
    await settle()
    for (let index = 0; index < 3; index++) await finish()
    expect(seen()).toEqual(['whale runs', 'small runs', 'large runs', 'small runs'])
  })
})

it('a priority that is no number counts as none', async () => {
  const clock = createManualClock()
  const limits = { maxConcurrent: 1, maxConcurrentPerCaller: 1, maxWaiting: 1, maxWaitMs: 1, agingMs: 1 }
  const room = createWaitingRoom({ limits, priority: () => Number.NaN, clock })
  const { signal } = new AbortController()
  const turn = await room.enter('a', { maxWaitMs: 1, signal })
  const waits = room.enter('b', { maxWaitMs: 1, signal })
  turn[Symbol.dispose]()
  turn[Symbol.dispose]()
  ;(await waits)[Symbol.dispose]()
  expect([room.running, room.waiting]).toEqual([0, 0])
})
