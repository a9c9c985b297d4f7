import { readFile } from 'node:fs/promises'
import { createMerkleTree, hashLeaf } from '@subnetkit/base'
import { beforeAll, expect, test } from 'vitest'
import type { SlotNotice } from '../commitment/notice.js'
import { roundText } from '../records/round-root.js'
import { type VerifiedRound, verifyRecords } from '../records/verify-records.js'
import { verifyNotices } from './verify-on-chain.js'

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

test('defect: a root that came at any time after its round was accepted', async () => {
  const end = round.line.round + round.records[0]!.roundBlocks
  const late = (block: number) => ({
    ...round,
    line: { ...round.line, chain: { ...round.line.chain!, block } },
  })
  const at = (delay: number, options = {}) =>
    verifyNotices(late(end + delay), { ...chainOf(rootAt(end + delay)), ...options })
  expect(await at(7_200)).toEqual({ block: end + 7_200, delay: 7_200 })
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
