import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blockBytes } from '@subnetkit/possession'
import { Bytes, type FoldedTask, scoreRound } from 'subnetkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCatalogue } from './catalogue.js'
import { departedRounds, unlistedOf } from './departed.js'
import { elementAt } from './element.js'
import { createStorageMiner } from './miner.js'
import { defaultSettings } from './settings.js'
import { openShelf, type Shelf } from './shelf.js'
import { createStorageSubnet } from './subnet.js'
import type { Observed } from './tasks.js'

const settings = {
  ...defaultSettings,
  fillerBytes: 2 * blockBytes + 700,
  quotaBytes: 6 * blockBytes,
  deepShare: 1,
  wholeShare: 1,
}
const hotkey = '5Miner'
const caller = { hotkey: '5Validator' }
const signal = new AbortController().signal
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-rubric-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

type Answering = (task: { readonly synapse: string; readonly input: never }) => Promise<unknown>

/** A validator that asks one miner. */
function play() {
  const subnet = createStorageSubnet({ directory: join(directory, 'catalogue'), settings })
  const shelf = openShelf({ directory: join(directory, 'shelf') })
  let before: { readonly round: number; readonly observed: Observed } | null = null
  const observe = async (number: number) => {
    const context = {
      round: number,
      blockHash: `0x${String(number).padStart(64, '0')}`,
      miners: [{ hotkey, uid: 1 }],
    }
    const observed = (await subnet.tasks.observe?.({ ...context, previous: before, signal })) as Observed
    before = { round: number, observed }
    return observed
  }
  const round = async (number: number, answer: Answering = answersOf(shelf)) => {
    const observed = await observe(number)
    const drawn = { netuid: 1, mechanism: 0, number, secret: new Uint8Array(32).fill(number), observed }
    const tasks = subnet.tasks.tasksFor(drawn, hotkey)
    const replies = []
    for (const task of tasks)
      replies.push({ task, output: await answer(task as never), hotkey, latencyMs: 100 })
    const { answers } = await scoreRound(subnet, replies as never, { round: drawn })
    const scores = Object.fromEntries(answers.map(({ score }, at) => [elementAt(tasks, at).family, score]))
    const outcomes = Object.fromEntries(
      answers.map(({ outcome }, at) => [elementAt(tasks, at).family, outcome]),
    )
    return { observed, scores, outcomes, tasks }
  }
  return { subnet, shelf, observe, round }
}

/** Answers as the sample miner does. */
function answersOf(shelf: Shelf): Answering {
  const handlers = createStorageMiner(shelf) as unknown as Record<string, (call: unknown) => Promise<unknown>>
  return ({ synapse, input }) => elementAt([handlers[synapse]], 0)({ input: received(input), caller, signal })
}

/** Bytes as a handler receives them. */
const received = (input: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? new Bytes({ size: value.length, chunks: () => [value] }) : value,
    ]),
  )

test('a filler is stored, then audited, returned and summed up', async () => {
  const { round } = play()
  const first = await round(1)
  expect(first.scores).toEqual({ 'first-store': 1 })
  const second = await round(2)
  expect(second.scores).toEqual({
    store: 1,
    audit: 1,
    'deep-audit': 1,
    whole: 1,
    range: expect.closeTo(131_772 / 393_216, 6),
  })
  const third = await round(3)
  expect(third.observed.miners[hotkey]).toMatchObject({ bytes: 2 * settings.fillerBytes, filler: null })
  expect(third.scores.range).toBeCloseTo(263_544 / 393_216, 6)
})

test('a miner that lost its disk and says so has failed; one that makes something up is a fraud', async () => {
  const { round } = play()
  await round(1)
  const made = await round(2, async (task) => {
    const honest = (await answersOf(openShelf({ directory: join(directory, 'shelf') }))(task)) as Record<
      string,
      unknown
    >
    const spoil = async (bytes: Uint8Array | Bytes) => {
      const copy = bytes instanceof Uint8Array ? Uint8Array.from(bytes) : await bytes.bytes()
      copy.set([(copy.at(-1) ?? 0) ^ 1], copy.length - 1)
      return copy
    }
    if (task.synapse === 'audit')
      return { proofs: await Promise.all((honest.proofs as Uint8Array[]).map(spoil)) }
    if (task.synapse === 'deepAudit') return { proof: await spoil(honest.proof as Uint8Array) }
    if (task.synapse === 'retrieve') return { ...honest, bytes: await spoil(honest.bytes as Bytes) }
    return honest
  })
  expect(made.scores).toMatchObject({ audit: 0, range: 0, whole: 0, 'deep-audit': 0 })
  const empty = answersOf(openShelf({ directory: join(directory, 'empty') }))
  const lost = await round(3, async (task) => (task.synapse === 'store' ? { stored: false } : empty(task)))
  expect(lost.scores).toMatchObject({ audit: 0.001, range: 0.001, whole: 0.001, 'deep-audit': 0.001 })
})

test('defect: a miner that lost its disk failed every audit from then on, whatever it did', async () => {
  const { round } = play()
  const first = await round(1)
  const fresh = answersOf(openShelf({ directory: join(directory, 'fresh') }))
  // It admits the loss, and takes the next filler.
  const admits = await round(2, fresh)
  expect(admits.scores).toMatchObject({ audit: 0.001, store: 1 })
  const after = await round(3, fresh)
  const [old, filler] = [first, admits].map(({ observed }) => observed.miners[hotkey]?.filler)
  expect(after.observed.miners[hotkey]?.sample).toEqual([{ object: filler?.object, size: filler?.size }])
  expect(filler?.object).not.toBe(old?.object)
  expect(after.scores).toMatchObject({ audit: 1, 'deep-audit': 1, store: 1 })
  // The lost one makes room in the quota.
  expect((await round(4, fresh)).observed.miners[hotkey]).toMatchObject({ bytes: 2 * settings.fillerBytes })
})

test('defect: rm during a round cost an honest miner its audit', async () => {
  const { shelf, round } = play()
  await round(1)
  const catalogue = openCatalogue(join(directory, 'catalogue'))
  const [[, held] = [hotkey, []]] = await catalogue.holdings()
  let isGone = false
  const removed = await round(2, async (task) => {
    if (!isGone) {
      isGone = true
      await catalogue.removeFillers(hotkey)
      for (const { object } of held) await shelf.drop(caller.hotkey, object)
    }
    return task.synapse === 'store' ? { stored: false } : answersOf(shelf)(task)
  })
  // They count for nothing: no failure, no loss.
  expect(removed.outcomes).toMatchObject({
    audit: 'ours',
    range: 'ours',
    whole: 'ours',
    'deep-audit': 'ours',
  })
  expect(await catalogue.holdings()).toEqual(new Map())
})

test('defect: fillers of hotkeys that left the subnet were read in each round for ever, unless somebody ran gc', async () => {
  const { observe, round } = play()
  const catalogue = openCatalogue(join(directory, 'catalogue'))
  for (const left of ['5Left', '5Lossy']) {
    await catalogue.confirmFiller(left, await catalogue.nextFiller(left, 1_000))
    await catalogue.forget(left, ['00'])
  }
  await round(1)
  for (let number = 2; number < departedRounds; number += 1) await observe(number)
  await round(departedRounds)
  expect(await catalogue.fillerHotkeys()).toEqual(['5Left', '5Lossy', hotkey])
  const last = await round(departedRounds + 1)
  expect(last.scores.audit).toBe(1)
  expect(await catalogue.fillerHotkeys()).toEqual([hotkey])
  expect([...(await catalogue.holdings()).keys()]).toEqual([hotkey])
})

test('a catalogue of which no hotkey is among the miners keeps its fillers: it may be that of another subnet', () => {
  const before = { observed: { unlisted: { left: departedRounds - 1 } } }
  expect(unlistedOf(['left', 'stays'], new Set(['stays']), before)).toEqual({ left: departedRounds })
  expect(unlistedOf(['left', 'stays'], new Set(['other']), before)).toEqual({
    left: departedRounds - 1,
    stays: 0,
  })
  expect(unlistedOf(['left', 'stays'], new Set(['left', 'stays']), before)).toEqual({})
})

test('two validators that have the same answers have equal scores, bit for bit', async () => {
  const { subnet, round, shelf } = play()
  await round(1)
  const copy = join(directory, 'copy')
  await cp(join(directory, 'catalogue'), copy, { recursive: true })
  const { observed, tasks } = await round(2)
  const drawn = { netuid: 1, mechanism: 0, number: 2, secret: new Uint8Array(32).fill(2), observed }
  const replies: object[] = []
  for (const [at, task] of tasks.entries()) {
    const output = await answersOf(shelf)(task as never)
    replies.push({ task, output, hotkey, latencyMs: 1_234 + at / 3 })
  }
  const scored = async (one: typeof subnet) => {
    const { answers } = await scoreRound(one, replies as never, { round: drawn })
    const results = answers.map(({ family, outcome, score }) => ({ family, outcome, score }) as FoldedTask)
    const { scoreboard } = one.incentive
    const rounds = { mean: 0, tasks: results.length, answered: results.length, results, peers: [] }
    const state = [1, 2, 3].reduce((before: unknown) => scoreboard.fold(before, rounds), scoreboard.start())
    return [...results.map(({ score }) => score), scoreboard.score(state)]
  }
  const own = await scored(subnet)
  const other = await scored(createStorageSubnet({ directory: copy, settings }))
  expect(own.length).toBe(6)
  for (const [at, value] of own.entries()) expect(Object.is(value, other[at])).toBe(true)
})

test('a filler that was refused is offered again, and none that was not taken is asked about', async () => {
  const { round } = play()
  const refused = await round(1, async () => ({ stored: false }))
  expect(refused.scores).toEqual({ 'first-store': 0.001 })
  const again = await round(2)
  expect(again.observed.miners[hotkey]).toEqual({ ...refused.observed.miners[hotkey], sample: [] })
})

test('tasks are drawn from what the round observed: the same again, and leaves follow the hash of the block', async () => {
  const { subnet, round } = play()
  await round(1)
  const { observed, tasks } = await round(2)
  const drawn = { netuid: 1, mechanism: 0, number: 2, secret: new Uint8Array(32).fill(2), observed }
  const plain = (list: unknown) => JSON.parse(JSON.stringify(list))
  expect(plain(subnet.tasks.tasksFor(drawn, hotkey))).toEqual(plain(tasks))
  const other = subnet.tasks.tasksFor({ ...drawn, observed: { ...observed, blockHash: '0xff' } }, hotkey)
  const leaves = (list: typeof tasks) => plain(list.find(({ family }) => family === 'audit')?.input)
  expect(leaves(other)).not.toEqual(leaves(tasks))
  expect(JSON.stringify(observed)).not.toContain(
    Buffer.from((await openCatalogue(join(directory, 'catalogue')).vault()).secret).toString('hex'),
  )
})

test('fillers of two hotkeys share nothing, and a catalogue goes on after a restart', async () => {
  const catalogue = openCatalogue(directory)
  const one = await catalogue.nextFiller('5A', 70_000)
  expect((await catalogue.nextFiller('5B', 70_000)).object).not.toBe(one.object)
  await catalogue.confirmFiller('5A', one)
  await catalogue.confirmFiller('5A', one)
  await catalogue.confirmFiller('5A', { ...one, index: 1 })
  const later = openCatalogue(directory)
  expect(await later.holdings()).toEqual(new Map([['5A', [{ object: one.object, size: 70_000 }]]]))
  expect((await later.nextFiller('5A', 70_000)).index).toBe(1)
})

test('defect: fillers that a miner had lost gave way to files, made no room, and came back uncounted', async () => {
  const catalogue = openCatalogue(join(directory, 'catalogue'))
  const fillers = []
  for (let count = 0; count < 3; count += 1) {
    const filler = await catalogue.nextFiller(hotkey, settings.fillerBytes)
    await catalogue.confirmFiller(hotkey, filler)
    fillers.push(filler)
  }
  const [first, second, third] = fillers.map(({ object }) => object)
  await catalogue.forget(hotkey, [third ?? ''])
  const away = await catalogue.yieldFillers(hotkey, 1)
  expect(away.map(({ object }) => object)).toEqual([second])
  await catalogue.forget(hotkey, [second ?? ''])
  expect((await catalogue.nextFiller(hotkey, settings.fillerBytes)).index).toBe(3)
  expect((await catalogue.holdings()).get(hotkey)?.map(({ object }) => object)).toEqual([first])
})

test('defect: a miner whose fillers all gave way, and that takes no more, was asked nothing that its score depends on', async () => {
  const { observe, subnet } = play()
  const observed = await observe(1)
  const drawn = { netuid: 1, mechanism: 0, number: 1, secret: new Uint8Array(32).fill(1), observed }
  expect(subnet.tasks.tasksFor(drawn, hotkey).map(({ family }) => family)).toEqual(['first-store'])
  const catalogue = openCatalogue(join(directory, 'catalogue'))
  await catalogue.confirmFiller(hotkey, await catalogue.nextFiller(hotkey, settings.fillerBytes))
  const next = { ...drawn, number: 2, observed: await observe(2) }
  expect(subnet.tasks.tasksFor(next, hotkey).map(({ family }) => family)).toContain('store')
  await catalogue.yieldFillers(hotkey, settings.fillerBytes)
  const after = { ...drawn, number: 3, observed: await observe(3) }
  expect(subnet.tasks.tasksFor(after, hotkey).map(({ family }) => family)).toEqual(['first-store'])
})
