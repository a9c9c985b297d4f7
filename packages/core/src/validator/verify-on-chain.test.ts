import { readFile } from 'node:fs/promises'
import { createMerkleTree, hashLeaf } from '@subnetkit/base'
import { beforeAll, expect, test } from 'vitest'
import type { SlotNotice } from '../commitment/notice.js'
import { roundText } from '../records/round-root.js'
import { type VerifiedRound, verifyRecords } from '../records/verify-records.js'
import { createNoticeCache } from './notice-cache.js'
import { verifyNotices, verifyOnChain } from './verify-on-chain.js'

const vectors = new URL('../../../../docs/vectors/scores-1.jsonl', import.meta.url)
let round: VerifiedRound
beforeAll(async () => {
  const lines = (await readFile(vectors, 'utf8')).trimEnd().split('\n')
  const { value } = await verifyRecords(lines).next()
  round = value!
})

type Notice = Pick<SlotNotice, 'receipts' | 'committed'> & { readonly setAt: number }

/** Chain that holds these notices, each from its block on, and the hash of the secret before them. */
function chainOf(...notices: readonly Notice[]) {
  const { commitBlock, commitment, drawnAs } = round.records[0]!
  const committed = { round: drawnAs, secretHash: Uint8Array.from(Buffer.from(commitment, 'hex')) }
  const all = [{ setAt: commitBlock!, receipts: null, committed } as Notice, ...notices]
  return {
    genesisHash: round.line.genesis,
    noticeAt: async (block: number) => all.findLast(({ setAt }) => setAt <= block) ?? null,
  }
}

const rootAt = (setAt: number, root = round.rootOnChain!, through = round.line.chain!.through) =>
  ({ setAt, receipts: { through, root: Uint8Array.from(root) }, committed: null }) as Notice

test('the first block that held the root is stated, and how long after the round', async () => {
  const { block } = round.line.chain!
  const end = round.line.round + round.records[0]!.roundBlocks
  expect(await verifyNotices(round, chainOf(rootAt(block)))).toEqual({
    block,
    delay: Math.max(0, block - end),
    end,
  })
  // Set once more later: it is as old as the first.
  const later = { ...round, line: { ...round.line, chain: { ...round.line.chain!, block: block + 50 } } }
  expect((await verifyNotices(later, chainOf(rootAt(block), rootAt(block + 40)))).block).toBe(block)
})

/** The round with another score in its records, under a root of its own: consistent, and made up. */
function madeUp(block: number): VerifiedRound {
  const line = { ...round.line, root: 'ab'.repeat(32), signature: null }
  const { root } = createMerkleTree([hashLeaf(roundText(line))])
  const chain = { block, through: line.round, index: 0, count: 1, path: [] }
  return { ...round, line: { ...line, chain }, rootOnChain: Uint8Array.from(root) }
}

test('records that are made up after the round fail against the root on chain', async () => {
  const { block } = round.line.chain!
  await expect(verifyNotices(madeUp(block), chainOf(rootAt(block)))).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringMatching(/field chain: block \d+ does not hold its root/),
  })
})

test('a later root for a round that another one has reached is refused', async () => {
  const { block } = round.line.chain!
  const other = madeUp(block + 20)
  const chain = chainOf(rootAt(block), rootAt(block + 20, other.rootOnChain!, other.line.round))
  await expect(verifyNotices(other, chain)).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringMatching(/field chain\.block: another root reached the round before/),
  })
})

const secretOf = (round: number, hash: string) => ({
  round,
  secretHash: Uint8Array.from(Buffer.from(hash, 'hex')),
})
const empty = (setAt: number): Notice => ({ setAt, receipts: null, committed: null })

test.each<[string, (first: number) => Notice[]]>([
  ['after a commitment without a root', (first) => [empty(first + 10)]],
  ['after a root of earlier rounds', (first) => [rootAt(first + 10, new Uint8Array(32), 990)]],
  [
    'under more commitments than were looked at',
    (first) => Array.from({ length: 70 }, (_, index) => rootAt(first + 10 + index, madeUp(0).rootOnChain!)),
  ],
  [
    'after all of them at once',
    (first) => [
      rootAt(first + 10, new Uint8Array(32), 990),
      empty(first + 12),
      ...Array.from({ length: 200 }, (_, index) => empty(first + 20 + index)),
    ],
  ],
])('defect: a second root for a round was accepted %s', async (_, between) => {
  const { block } = round.line.chain!
  const other = madeUp(block + 400)
  const last = rootAt(block + 400, other.rootOnChain!, other.line.round)
  const chain = chainOf(rootAt(block), ...between(block), last)
  await expect(verifyNotices(other, chain)).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringMatching(/another root reached the round before/),
  })
})

test('defect: a commitment that the chain had removed hid the root before it', async () => {
  const { block } = round.line.chain!
  const other = madeUp(block + 400)
  const chain = chainOf(rootAt(block), rootAt(block + 400, other.rootOnChain!, other.line.round))
  const noticeAt = async (at: number) => (at >= block + 50 && at < block + 400 ? null : chain.noticeAt(at))
  await expect(verifyNotices(other, { ...chain, noticeAt })).rejects.toMatchObject({
    message: expect.stringMatching(/another root reached the round before/),
  })
})

test('defect: a walk that ended at its bound accepted the root', async () => {
  const { block } = round.line.chain!
  const late = { ...round, line: { ...round.line, chain: { ...round.line.chain!, block: block + 3_000 } } }
  const again = Array.from({ length: 3_000 }, (_, index) => rootAt(block + 1 + index))
  await expect(verifyNotices(late, chainOf(rootAt(block), ...again))).rejects.toMatchObject({
    code: 'RECORDS_UNPROVEN',
    message: expect.stringMatching(/2048 commitments and blocks were read, back to block \d+/),
    fix: expect.stringMatching(/^Ask the validator/),
  })
})

test('defect: a round that its validator called long took the delay away', async () => {
  const { block } = round.line.chain!
  // 1,000 is a multiple of 1,000, and of 10 as it was.
  const claiming = (roundBlocks: number, at: number) => ({
    ...round,
    records: round.records.map((record) => ({ ...record, roundBlocks })),
    line: { ...round.line, chain: { ...round.line.chain!, block: at } },
  })
  // The next hash on chain says when the next round began.
  const committed = secretOf(1_010, 'cd'.repeat(32))
  const named = chainOf({ ...rootAt(1_600), committed })
  expect(await verifyNotices(claiming(1_000, 1_600), named)).toEqual({ block: 1_600, delay: 590, end: 1_010 })
  // Without one, a length beyond a day is delay.
  const long = claiming(1_000_000, 15_401)
  await expect(verifyNotices(long, chainOf(rootAt(15_401)))).rejects.toMatchObject({
    message: expect.stringMatching(/its root came 7201 blocks after the round/),
  })
  expect((await verifyNotices(claiming(10, block), chainOf(rootAt(block)))).end).toBe(1_010)
})

test('defect: a secret that was chosen later, or among earlier ones, was accepted', async () => {
  const { block } = round.line.chain!
  const { commitment } = round.records[0]!
  const naming = (commitBlock: number, roundBlocks = 10) => ({
    ...round,
    records: round.records.map((record) => ({ ...record, commitBlock, roundBlocks })),
  })
  const given = (...notices: Notice[]) => ({
    ...chainOf(),
    noticeAt: async (at: number) => notices.findLast(({ setAt }) => setAt <= at) ?? null,
  })
  const hash = secretOf(1_000, commitment)
  const other = secretOf(1_000, 'cd'.repeat(32))
  const refused = (detail: RegExp) =>
    expect.objectContaining({ code: 'RECORDS_INVALID', message: expect.stringMatching(detail) })
  const lateChain = given(rootAt(block), { ...rootAt(1_500), committed: hash })
  await expect(verifyNotices(naming(1_500), lateChain)).rejects.toEqual(
    refused(/commitBlock: the hash of its secret came in block 1500, and the round closed in block 1020/),
  )
  const replaced = given(
    { ...empty(900), committed: { ...hash, round: 900 } },
    { ...empty(1_001), committed: other },
    rootAt(block),
  )
  await expect(verifyNotices(naming(900), replaced)).rejects.toEqual(
    refused(/names another secret for the round, set in block 1001/),
  )
  // Shared with earlier rounds, it is the newest one for this round.
  const shared = given(
    { ...empty(900), committed: { ...hash, round: 900 } },
    { ...rootAt(block), committed: { ...hash, round: 900 } },
  )
  expect((await verifyNotices(naming(900), shared)).block).toBe(block)
})

test('a root that was on chain before its round is refused', async () => {
  const early = { ...round, line: { ...round.line, chain: { ...round.line.chain!, block: 1_005 } } }
  const committed = secretOf(1_000, round.records[0]!.commitment)
  await expect(
    verifyNotices(early, chainOf({ ...rootAt(950), committed }, { ...rootAt(1_002), committed })),
  ).rejects.toMatchObject({
    message: expect.stringMatching(/its root was on chain in block 950, before the round/),
  })
})

test('defect: a round whose blocks the node has pruned has an outcome of its own', async () => {
  const api = { rpc: { chain: { getBlockHash: async () => ({ isEmpty: true }) } } }
  const client = {
    ...{ status: () => ({ genesisHash: round.line.genesis }), api },
    ask: (_: string, asking: Promise<unknown>) => asking,
  } as never as Parameters<typeof verifyOnChain>[0]
  await expect(verifyOnChain(client, round)).rejects.toMatchObject({
    code: 'RECORDS_UNPROVEN',
    fix: expect.stringContaining('archive node'),
    cause: expect.objectContaining({ code: 'CHAIN_HISTORY_MISSING' }),
  })
})

test('defect: a root that came at any time after its round was accepted', async () => {
  const end = round.line.round + round.records[0]!.roundBlocks
  const late = (block: number) => ({
    ...round,
    line: { ...round.line, chain: { ...round.line.chain!, block } },
  })
  const at = (delay: number, options = {}) =>
    verifyNotices(late(end + delay), { ...chainOf(rootAt(end + delay)), ...options })
  expect(await at(7_200)).toEqual({ block: end + 7_200, delay: 7_200, end })
  await expect(at(7_201)).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringMatching(/field chain\.block: its root came 7201 blocks after the round/),
  })
  expect((await at(7_201, { maxDelayBlocks: 10_000 })).delay).toBe(7_201)
  await expect(at(11, { maxDelayBlocks: 10 })).rejects.toMatchObject({ code: 'RECORDS_INVALID' })
})

test('a round whose secret was not committed before, or that another chain has, is refused', async () => {
  const { block } = round.line.chain!
  const chain = chainOf(rootAt(block))
  const { commitBlock } = round.records[0]!
  const noticeAt = async (number: number) => (number === commitBlock ? null : chain.noticeAt(number))
  await expect(verifyNotices(round, { ...chain, noticeAt })).rejects.toMatchObject({
    message: expect.stringContaining('field commitBlock'),
  })
  await expect(verifyNotices(round, { ...chain, genesisHash: '0x00' })).rejects.toMatchObject({
    message: expect.stringContaining('field genesis'),
  })
})

test('defect: each notice was read again for every round under its root', async () => {
  const { block } = round.line.chain!
  const again = Array.from({ length: 20 }, (_, index) => rootAt(block + 10 * index))
  const chain = chainOf(...again)
  const read: number[] = []
  const cache = createNoticeCache()
  const verify = (at: number) => {
    const late = { ...round, line: { ...round.line, chain: { ...round.line.chain!, block: at } } }
    const noticeAt = cache.reading('slot', (block) => {
      read.push(block)
      return chain.noticeAt(block)
    })
    return verifyNotices(late, { ...chain, noticeAt })
  }
  const first = await verify(block + 195)
  const { length } = read
  expect(length).toBeGreaterThanOrEqual(again.length)
  expect(new Set(read).size).toBe(length)
  // A round under an earlier notice, within a span that is known, and one at a later block.
  expect(await verify(block + 101)).toEqual(first)
  expect(await verify(block + 195)).toEqual(first)
  expect(read).toHaveLength(length)
  expect(await verify(block + 198)).toEqual(first)
  expect(read).toHaveLength(length + 1)
  // Another slot has notices of its own.
  let isRead = false
  await cache.reading('other', async () => {
    isRead = true
    return null
  })(block + 101)
  expect(isRead).toBe(true)
})
