import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createFakeWorld, type Manner } from '../testing/fake-world.js'

const minutes = (count: number) => count * 60_000

describe('a supervisor', () => {
  it('installs what the channel names, and updates it in a window only', async () => {
    const world = createFakeWorld()
    world.publish('1.0.0')
    world.supervise()
    await world.clock.advance(minutes(1))
    expect(world.journal()).toMatchObject({ current: { version: '1.0.0' }, step: null, previous: null })
    world.setSafe(false)
    world.publish('1.1.0')
    await world.clock.advance(minutes(5))
    expect(world.running()).toMatch(/^1\.0\.0/)
    expect(world.log.join()).toContain('round 7 is not folded yet')
    world.setSafe(true)
    await world.clock.advance(minutes(1))
    expect(world.running()).toMatch(/^1\.1\.0/)
    expect(world.currentLink()).toBe(world.running())
    expect(world.journal()).toMatchObject({ current: { version: '1.1.0' }, previous: { version: '1.0.0' } })
    expect(world.journal().restartMs).toBeGreaterThan(1_000)
    expect(world.most()).toBe(1)
  })

  test.each<Manner>(['ends', 'silent', 'unready', 'blind', 'idle', 'stuck'])(
    'rolls a release back that is %s, within 150 s, and never tries it again',
    async (manner) => {
      const world = createFakeWorld()
      world.publish('1.0.0')
      world.supervise()
      await world.clock.advance(minutes(1))
      world.publish('1.1.0', manner)
      const before = world.clock.now()
      const isOver = () => world.journal().refused.length > 0 && world.journal().step === null
      while (!isOver() && world.clock.now() < before + minutes(10)) await world.clock.advance(1_000)
      // A look at the channel, every 10 s, comes before.
      expect(world.clock.now() - before).toBeLessThan(150_000 + 10_000)
      expect(world.running()).toMatch(/^1\.0\.0/)
      const tries = world.started.filter((folder) => folder.startsWith('1.1.0')).length
      await world.clock.advance(minutes(30))
      expect(world.started.filter((folder) => folder.startsWith('1.1.0'))).toHaveLength(tries)
      expect(world.journal().last).toMatchObject({ outcome: 'refused', code: 'RELEASE_REFUSED' })
      world.publish('1.2.0')
      await world.clock.advance(minutes(1))
      expect(world.running()).toMatch(/^1\.2\.0/)
      expect(world.most()).toBe(1)
    },
  )

  it('kills a validator that does not end within its time', async () => {
    const world = createFakeWorld()
    world.publish('1.0.0', 'stubborn')
    world.supervise()
    await world.clock.advance(minutes(1))
    world.publish('1.1.0')
    await world.clock.advance(50_000)
    expect(world.running()).toMatch(/^1\.0\.0/)
    await world.clock.advance(minutes(1))
    expect(world.running()).toMatch(/^1\.1\.0/)
  })

  it('does not ask a new release for what the one before failed as well', async () => {
    const world = createFakeWorld()
    world.publish('1.0.0')
    world.supervise()
    await world.clock.advance(minutes(1))
    world.publish('1.1.0', 'unready')
    await world.clock.advance(minutes(5))
    expect(world.journal().refused).toHaveLength(1)
    const unready = createFakeWorld()
    unready.publish('1.0.0', 'unready')
    unready.supervise()
    await unready.clock.advance(minutes(5))
    unready.publish('1.1.0', 'good')
    await unready.clock.advance(minutes(5))
    expect(unready.running()).toMatch(/^1\.1\.0/)
  })

  it('refuses a store that the release before cannot read, and says so, until it is allowed', async () => {
    const world = createFakeWorld()
    world.publish('1.0.0')
    world.supervise()
    await world.clock.advance(minutes(1))
    world.publish('1.1.0', 'good', { store: { version: 4, readableBy: 4 } })
    await world.clock.advance(minutes(1))
    expect(world.journal().last).toMatchObject({ outcome: 'refused', code: 'RELEASE_STORE' })
    expect(world.running()).toMatch(/^1\.0\.0/)
    world.request({ allowNewStore: true })
    await world.clock.advance(minutes(1))
    expect(world.running()).toMatch(/^1\.1\.0/)
    expect(world.journal().last).toMatchObject({ outcome: 'updated', request: 'asked' })
  })

  it('waits for the time of its hotkey, unless it is asked', async () => {
    const world = createFakeWorld({ spreadMs: minutes(60) })
    world.publish('1.0.0')
    world.supervise()
    await world.clock.advance(minutes(1))
    world.publish('1.1.0')
    await world.clock.advance(minutes(1))
    expect(world.running()).toMatch(/^1\.0\.0/)
    await world.clock.advance(minutes(60))
    expect(world.running()).toMatch(/^1\.1\.0/)
    world.publish('1.2.0')
    world.request({})
    await world.clock.advance(minutes(1))
    expect(world.running()).toMatch(/^1\.2\.0/)
  })

  it('ends its validator when it is stopped', async () => {
    const world = createFakeWorld()
    world.publish('1.0.0')
    const supervisor = world.supervise()
    await world.clock.advance(minutes(1))
    await supervisor.stop()
    expect(world.running()).toBeNull()
  })
})

test('killed at any point, the next supervisor goes on, and never two validators run', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Manner>('good', 'ends', 'idle', 'stubborn'),
      fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 3 }),
      async (manner, deaths, kills) => {
        const world = createFakeWorld()
        world.publish('1.0.0')
        const first = world.supervise()
        await world.clock.advance(minutes(1))
        await first.stop()
        world.publish('1.1.0', manner)
        for (const at of kills) world.clock.timeout(() => world.killValidator(), at)
        for (const diesAt of deaths) {
          world.supervise({ diesAt })
          await world.clock.advance(minutes(1))
        }
        world.supervise()
        await world.clock.advance(minutes(10))
        const isGood = manner === 'good' || manner === 'stubborn'
        const { current, step, refused } = world.journal()
        const version = isGood && refused.length === 0 ? '1.1.0' : '1.0.0'
        expect([current?.version, step, world.most()]).toEqual([version, null, 1])
        expect(world.running()).toMatch(new RegExp(`^${version}`))
        expect(world.currentLink()).toBe(world.running())
        if (!isGood) expect(refused).toHaveLength(1)
      },
    ),
    { numRuns: 30 },
  )
})
