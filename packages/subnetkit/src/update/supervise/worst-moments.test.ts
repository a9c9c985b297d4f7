import { expect, test } from 'vitest'
import { createFakeWorld, type FakeWorld } from '../testing/fake-world.js'

const minutes = (count: number) => count * 60_000

/** A world in which 1.0.0 runs. */
async function running(): Promise<FakeWorld> {
  const world = createFakeWorld()
  world.publish('1.0.0')
  world.supervise()
  await world.clock.advance(minutes(1))
  return world
}

async function until(world: FakeWorld, isReached: () => boolean): Promise<void> {
  const end = world.clock.now() + minutes(15)
  while (!isReached() && world.clock.now() < end) await world.clock.advance(1_000)
  expect(isReached()).toBe(true)
}

/** Takes the chain away once a release has to prove itself, until the one before runs again. */
async function tryWithout(world: FakeWorld, state: 'away' | 'still'): Promise<void> {
  const { step: before } = world.journal()
  expect(before).toBeNull()
  await until(world, () => world.journal().step?.kind === 'switched')
  world.setChain(state)
  await until(world, () => world.journal().step === null)
  world.setChain('moves')
}

test.each(['away', 'still'] as const)(
  'defect: a chain that is %s while a good release proves itself does not refuse it for ever',
  async (state) => {
    const world = await running()
    world.publish('1.1.0', 'busy')
    await tryWithout(world, state)
    expect(world.running()).toMatch(/^1\.0\.0/)
    expect(world.journal()).toMatchObject({
      ...{ refused: [], unproven: [{ version: '1.1.0', tries: 1 }] },
      last: { outcome: 'unproven', code: 'UPDATE_UNPROVEN' },
    })
    await world.clock.advance(minutes(5))
    expect(world.running()).toMatch(/^1\.0\.0/)
    await world.clock.advance(minutes(10))
    expect(world.running()).toMatch(/^1\.1\.0/)
    expect(world.journal()).toMatchObject({ unproven: [], current: { version: '1.1.0' } })
  },
)

test('what never proves itself is tried three times', async () => {
  const world = await running()
  world.publish('1.1.0', 'busy')
  for (const pause of [10, 60]) {
    await tryWithout(world, 'away')
    await world.clock.advance(minutes(pause) - minutes(1))
  }
  await tryWithout(world, 'away')
  await world.clock.advance(minutes(20))
  expect(world.started.filter((folder) => folder.startsWith('1.1.0'))).toHaveLength(3)
  expect(world.journal()).toMatchObject({ refused: [{ version: '1.1.0' }], unproven: [] })
})

test('a bad build is refused once, also after a chain that was away', async () => {
  const world = await running()
  world.publish('1.1.0', 'idle')
  await tryWithout(world, 'away')
  expect(world.journal().refused).toEqual([])
  await until(world, () => world.journal().refused.length > 0 && world.journal().step === null)
})

test('no update begins while the chain stands still', async () => {
  const world = await running()
  world.setChain('still')
  world.publish('1.1.0')
  await world.clock.advance(minutes(30))
  expect(world.running()).toMatch(/^1\.0\.0/)
  expect(world.log.join()).toContain('no new block has arrived')
  world.setChain('moves')
  await world.clock.advance(minutes(1))
  expect(world.running()).toMatch(/^1\.1\.0/)
})

test('defect: a first release that meets a chain that is away runs once the chain is there', async () => {
  const world = createFakeWorld()
  world.setChain('away')
  world.publish('1.0.0', 'busy')
  world.supervise()
  await world.clock.advance(minutes(20))
  world.setChain('moves')
  await world.clock.advance(minutes(10))
  expect(world.running()).toMatch(/^1\.0\.0/)
  expect(world.journal()).toMatchObject({ current: { version: '1.0.0' }, refused: [] })
})

test('defect: a first release is not refused for a lease that another store holds, and it is reported', async () => {
  const world = createFakeWorld()
  world.publish('1.0.0', 'unready')
  world.supervise()
  await world.clock.advance(minutes(5))
  expect(world.running()).toMatch(/^1\.0\.0/)
  expect(world.journal()).toMatchObject({ current: { version: '1.0.0' }, refused: [] })
  expect(world.log.join('\n')).toMatch(/^not-ready/m)
})

test('defect: a full disk under the state of the supervisor does not stop the validator', async () => {
  const world = await running()
  world.setFull(true)
  world.publish('1.1.0')
  await world.clock.advance(minutes(10))
  expect([world.running(), world.started.length]).toEqual([expect.stringMatching(/^1\.0\.0/), 1])
  expect(world.log.join()).toContain('supervisor-failed')
  world.setFull(false)
  await world.clock.advance(minutes(1))
  expect(world.running()).toMatch(/^1\.1\.0/)
})

test('defect: the clock is set while a release proves itself, and judges nothing', async () => {
  const world = await running()
  world.publish('1.1.0')
  await until(world, () => world.journal().step?.kind === 'switched')
  world.clock.setDate(world.clock.date() + minutes(60))
  await world.clock.advance(minutes(1))
  expect(world.journal()).toMatchObject({ current: { version: '1.1.0' }, refused: [] })
})

test('defect: a channel that expires while a release waits for its window is not followed', async () => {
  const world = await running()
  world.setSafe(false)
  world.publish('1.1.0')
  await world.clock.advance(minutes(1))
  world.takeChannelAway()
  world.clock.setDate(world.clock.date() + 2e9)
  world.setSafe(true)
  await world.clock.advance(minutes(5))
  expect(world.running()).toMatch(/^1\.0\.0/)
})

test('defect: a request outlives the supervisor that has taken it', async () => {
  for (const diesAt of [3, 8, 12, 16, 20, 24, 28, 32]) {
    const world = createFakeWorld({ spreadMs: minutes(600) })
    world.publish('1.0.0')
    const first = world.supervise()
    await world.clock.advance(minutes(1))
    await first.stop()
    world.publish('1.1.0')
    world.request({ id: 'mine' })
    world.supervise({ diesAt })
    await world.clock.advance(minutes(3))
    world.supervise()
    await world.clock.advance(minutes(5))
    expect(world.journal().last).toMatchObject({ request: 'mine' })
    expect(world.running()).toMatch(/^1\.1\.0/)
  }
})

test('defect: a release that is not what its channel says is not downloaded at each look', async () => {
  const world = await running()
  world.publish('1.1.0', 'damaged')
  await world.clock.advance(minutes(50))
  expect(world.downloads.filter((version) => version === '1.1.0')).toHaveLength(1)
  await world.clock.advance(minutes(20))
  expect(world.downloads.filter((version) => version === '1.1.0')).toHaveLength(2)
})

test('defect: a release that proved itself and then ended again and again was started for ever', async () => {
  const world = await running()
  world.publish('1.1.0', 'lapses')
  await world.clock.advance(minutes(2))
  expect(world.journal()).toMatchObject({ current: { version: '1.1.0' }, probation: { ends: 1 } })
  await until(world, () => world.journal().refused.length > 0 && world.journal().step === null)
  expect(world.running()).toMatch(/^1\.0\.0/)
  expect(world.journal()).toMatchObject({
    ...{ current: { version: '1.0.0' }, previous: null, probation: null },
    refused: [{ version: '1.1.0' }],
    last: { outcome: 'rolled-back', code: 'UPDATE_ROLLED_BACK' },
  })
  const starts = world.started.length
  await world.clock.advance(minutes(30))
  expect([world.started.length, world.most()]).toEqual([starts, 1])
})

test('what ends again and again while the chain is away is tried another time, and later ends are none of the update', async () => {
  const world = await running()
  world.publish('1.1.0', 'lapses')
  await world.clock.advance(minutes(1))
  world.setChain('away')
  await until(world, () => world.journal().unproven.length > 0 && world.journal().step === null)
  expect([world.journal().refused, world.running()]).toEqual([[], expect.stringMatching(/^1\.0\.0/)])
  const late = await running()
  late.publish('1.1.0')
  await late.clock.advance(minutes(62))
  for (let count = 0; count < 8; count++) {
    late.killValidator()
    await late.clock.advance(minutes(2))
  }
  expect(late.running()).toMatch(/^1\.1\.0/)
})

test('a release whose store the one before cannot read has no way back after its proof', async () => {
  const world = createFakeWorld()
  world.publish('1.0.0')
  world.supervise({ allowNewStore: true })
  await world.clock.advance(minutes(1))
  world.publish('1.1.0', 'lapses', { store: { version: 4, readableBy: 4 } })
  await world.clock.advance(minutes(30))
  expect(world.running()).toMatch(/^1\.1\.0/)
})

test('defect: a first release that met a wrong configuration was refused for ever', async () => {
  const world = createFakeWorld()
  world.publish('1.0.0', 'misconfigured')
  world.supervise()
  await world.clock.advance(minutes(5))
  expect(world.journal()).toMatchObject({ current: null, refused: [], last: { code: 'UPDATE_UNPROVEN' } })
  world.setConfigured()
  await world.clock.advance(minutes(5))
  expect(world.running()).toMatch(/^1\.0\.0/)
})
