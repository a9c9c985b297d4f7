import { createMerkleTree, hashLeaf, rootOf } from '@subnetkit/base'
import { expect, test } from 'vitest'
import { roundText } from '../../records/round-root.js'
import { recordsOf } from '../../records/seal-round.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { validatorHotkey } from '../testing/fixture.js'
import { setUpValidator } from '../testing/set-up.js'

const parts = useEmbeddedParts()
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

type World = Awaited<ReturnType<typeof setUpValidator>>

/** Runs rounds until the weights of the last one are decided. */
async function runRounds(world: World, rounds: number) {
  await using validator = world.validator()
  for (let round = 0; round < rounds; round++) {
    const paid = world.next('weights-set')
    if (round === 0) await validator.start()
    else world.chain.mine(10)
    await paid
  }
}

test('a folded round is sealed, and its root goes on chain with the next notice', async () => {
  const world = await setUpValidator(parts)
  const { store, chain } = world
  await runRounds(world, 3)
  const folded = await store.foldedRounds()
  expect(folded.map(({ seal, place }) => [seal?.round, seal?.count, place?.through ?? null])).toEqual([
    [1_000, 18, 1_000],
    [1_010, 18, 1_010],
    [1_020, 18, null],
  ])
  expect(chain.notices.map(({ sealed }) => sealed?.map(({ round }) => round))).toEqual([[], [1_000], [1_010]])
  const { seal, place, ...one } = folded[0]!
  // The same records again, from the rows.
  const receipts = await store.bareReceipts(1_000)
  const { records, hashes } = recordsOf(one, seal!, receipts.toReversed())
  const leaves = hashes.map((hash) => hashLeaf(`scores/1 record\n${hash}`))
  expect(hex(createMerkleTree(leaves).root)).toBe(seal!.root)
  expect(records.map(({ miner, task }) => `${miner.uid} ${task.id}`).slice(0, 4)).toEqual([
    ...['2 sum-0', '2 sum-1', '2 sum-2', '3 sum-0'],
  ])
  const text = roundText(seal!)
  expect(text).toBe(`scores/1 round\n${validatorHotkey}\n0xfake\n${seal!.netuid}\n0\n1000\n18\n${seal!.root}`)
  expect(seal!.signature).toBe(`0x${Buffer.from(`signed: ${text}`).toString('hex')}`)
  const path = place!.path.map((hash) => Buffer.from(hash, 'hex'))
  expect(rootOf(hashLeaf(text), { ...place!, path })).toEqual(createMerkleTree([hashLeaf(text)]).root)
})

test('what waits for a notice goes into one tree, and each round keeps its path', async () => {
  const world = await setUpValidator(parts)
  const { store, chain } = world
  await using validator = world.validator()
  for (let round = 0; round < 4; round++) {
    // No space: rounds go on with the secret of the first one.
    chain.isSpaceUsed = round === 1 || round === 2
    const paid = world.next('weights-set')
    if (round === 0) await validator.start()
    else chain.mine(10)
    await paid
  }
  const folded = await store.foldedRounds()
  expect(folded.map(({ place }) => place && [place.index, place.count, place.through])).toEqual([
    [0, 3, 1_020],
    [1, 3, 1_020],
    [2, 3, 1_020],
    null,
  ])
  const roots = folded.slice(0, 3).map(({ seal, place }) =>
    hex(
      rootOf(hashLeaf(roundText(seal!)), {
        ...place!,
        path: place!.path.map((hash) => Buffer.from(hash, 'hex')),
      })!,
    ),
  )
  expect(new Set(roots).size).toBe(1)
})

test('a round whose seal was interrupted, or whose signer failed, is sealed with the next one', async () => {
  const world = await setUpValidator(parts)
  const { store, chain } = world
  const signRound = chain.signRound!
  chain.signRound = () => Promise.reject(new Error('the signer is away'))
  await runRounds(world, 1)
  expect((await store.foldedRounds()).map(({ seal }) => seal)).toEqual([null])
  expect(world.of('trouble')).toMatchObject([{ reason: expect.stringContaining('the signer is away') }])
  chain.signRound = signRound
  chain.mine(10)
  await runRounds(world, 1)
  expect((await store.foldedRounds()).map(({ seal }) => seal?.round)).toEqual([1_000, 1_010])
  expect(chain.notices.at(-1)?.sealed?.map(({ round }) => round)).toEqual([1_000])
})

test('what a round does to scores is kept', async () => {
  const world = await setUpValidator(parts)
  await runRounds(world, 2)
  const { store } = world
  const good = (await store.scoreChanges()).filter(({ hotkey }) => hotkey === 'good')
  expect(good).toMatchObject([
    { round: 1_000, mean: 1, before: null, after: 0.3 },
    { round: 1_010, mean: 1, before: 0.3, after: 0.51 },
  ])
  expect(await store.scoreChanges(1_010)).toHaveLength(6)
})
