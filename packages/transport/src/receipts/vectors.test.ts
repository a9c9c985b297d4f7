import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createMerkleTree, hashLeaf, isSubnetError } from '@subnetkit/base'
import type { AnsweredRequest, AnswerReceipt } from '@subnetkit/core'
import { answerStatement, batchStatement } from '@subnetkit/core'
import { createKeypair, decodeAddress, verifySignature } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { sha256Hex } from '../body/body-hash.js'
import { signingPayload } from '../btauth/signing-payload.js'
import { requestPayload } from '../session/payload.js'
import { decodeReceipts } from './encoding.js'
import { sealBatch } from './seal-batch.js'
import { verifyReceipt } from './verify-receipt.js'

const file = new URL('../../../../docs/vectors/receipts-1.json', import.meta.url)
const [alice, bob, dave] = [createKeypair('//Alice'), createKeypair('//Bob'), createKeypair('//Dave')]
const miner = bob.address
const startedAt = 1_795_910_400_000
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const signed = (caller: string, body: string, nonce: bigint) =>
  signingPayload({
    ...{ scheme: 'sr25519', method: 'POST', target: '/generate', nonce, sender: caller, receiver: miner },
    body: Buffer.from(body),
  })
const inSession = (body: string, counter: number) =>
  requestPayload({
    ...{ session: '03'.repeat(16), counter, expires: startedAt + 10_500, channel: '-' },
    ...{ method: 'POST', target: '/generate', body: Buffer.from(body) },
  })

interface Exchange {
  readonly caller: string
  readonly text: string
  readonly requestBody: string
  readonly status: number
  readonly answerBody: string
}

const exchanges: readonly Exchange[] = ['one', 'two', 'three', 'four', 'five'].map((prompt, index) => {
  const caller = index === 1 ? dave.address : alice.address
  const requestBody = JSON.stringify({ prompt })
  const text =
    index === 3
      ? inSession(requestBody, 7)
      : signed(caller, requestBody, BigInt(startedAt + index) * 1_000_000n)
  return { caller, text, requestBody, status: 200, answerBody: `{"result":{"data":{"text":"${prompt}!"}}}` }
})

/** sr25519 signatures are randomized: the one in the file stays as long as it is one of this statement. */
function sign(message: Uint8Array): Uint8Array {
  try {
    const signature = Buffer.from(JSON.parse(readFileSync(file, 'utf8')).batch.signature.slice(2), 'hex')
    if (verifySignature({ scheme: 'sr25519', publicKey: bob.publicKey, message, signature })) return signature
  } catch {
    // No file yet.
  }
  return bob.sign(message)
}

const bytesOf = ({ text, requestBody, status, answerBody }: Exchange): AnsweredRequest => ({
  request: { text, body: Buffer.from(requestBody) },
  answer: { status, body: Buffer.from(answerBody) },
})

function vectors() {
  const answers = exchanges.map(({ caller, text, status, answerBody }, index) => {
    const hashes = { request: sha256Hex(text), status, body: sha256Hex(answerBody) }
    const parts = { caller, miner, ...hashes, time: startedAt + 20 * index }
    return { ...parts, leaf: hashLeaf(answerStatement(parts)) }
  })
  const tree = createMerkleTree(answers.map(({ leaf }) => leaf))
  const groups = sealBatch(answers, { ...bob, sign })
  const binary = [alice.address, dave.address].map((caller) => {
    const { head, proofs } = groups.get(caller)!
    const header = Buffer.concat([head, proofs]).toString('base64url')
    return { caller, header, receipts: decodeReceipts(Buffer.from(header, 'base64url'), { caller, miner })! }
  })
  const [first, last] = [binary[0]!.receipts[0]!, binary[0]!.receipts[3]!]
  const [one, two] = [exchanges[0]!, exchanges[1]!]
  const cases: readonly (readonly [string, AnswerReceipt, Exchange])[] = [
    ['the first answer', first, one],
    ['the last answer, whose path skips two levels', last, exchanges[4]!],
    ['an answer in a session', binary[0]!.receipts[2]!, exchanges[3]!],
    ['another answer', first, { ...one, answerBody: `${one.answerBody} ` }],
    ['another status', first, { ...one, status: 201 }],
    ['another request', first, two],
    ['the request without its body', first, { ...one, requestBody: '' }],
    ['another caller', { ...first, caller: dave.address }, one],
    ['another miner', { ...first, miner: dave.address }, one],
    ['another time', { ...first, time: first.time + 1 }, one],
    ['a time before the batch', { ...first, time: first.start - 1 }, one],
    ['another index', { ...first, index: 1 }, one],
    ['another count', { ...first, count: 6 }, one],
    ['a count of one, without a path', { ...first, count: 1, path: [] }, one],
    ['a longer path', { ...first, path: [...first.path, hex(tree.root)] }, one],
    ['siblings in another order', { ...first, path: [...first.path].reverse() }, one],
    ['an index beyond the batch', { ...first, index: 5 }, one],
    ['an altered signature', { ...first, signature: first.signature.replace(/^0x../, '0x00') }, one],
    [
      'an address of another network',
      { ...first, caller: '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5' },
      one,
    ],
  ]
  const statement = { miner, count: answers.length, start: answers[0]!.time, end: answers.at(-1)!.time }
  return {
    version: 'receipts/1',
    batch: {
      miner,
      answers: exchanges.map((exchange, index) => {
        const { leaf, ...parts } = answers[index]!
        return { ...exchange, ...parts, statement: answerStatement(parts), leaf: hex(leaf) }
      }),
      root: hex(tree.root),
      statement: batchStatement(statement, tree.root),
      signature: first.signature,
    },
    binary,
    receipts: cases.map(([name, receipt, exchange]) => {
      const { caller: _, ...given } = exchange
      return { name, receipt, ...given, expected: outcomeOf(receipt, exchange) }
    }),
  }
}

function outcomeOf(receipt: AnswerReceipt, exchange: Exchange): string {
  try {
    verifyReceipt(receipt, bytesOf(exchange))
    return 'ok'
  } catch (error) {
    if (isSubnetError(error)) return error.code
    throw error
  }
}

it('the vectors in docs follow from the implementation, and each change has its refusal', async () => {
  const { receipts, ...rest } = vectors()
  await expect(`${JSON.stringify({ ...rest, receipts }, null, 2)}\n`).toMatchFileSnapshot(
    '../../../../docs/vectors/receipts-1.json',
  )
  const accepted = receipts.filter(({ expected }) => expected === 'ok').map(({ name }) => name)
  expect(accepted).toEqual([
    'the first answer',
    'the last answer, whose path skips two levels',
    'an answer in a session',
  ])
  expect(new Set(receipts.slice(3).map(({ expected }) => expected))).toEqual(new Set(['RECEIPT_INVALID']))
})

/** A second reader, written from docs/protocol.md: recursive tree, its own parser of the binary form. */
const second = {
  sha: (...parts: (string | Uint8Array)[]) => {
    const hasher = createHash('sha256')
    for (const part of parts) hasher.update(part)
    return hasher.digest()
  },
  root(leaf: Buffer, index: number, count: number, path: Buffer[]): Buffer {
    if (count === 1) {
      if (path.length > 0) throw new Error('path too long')
      return leaf
    }
    let split = 1
    while (split * 2 < count) split *= 2
    const top = path.at(-1)
    if (!top) throw new Error('path too short')
    const below = path.slice(0, -1)
    return index < split
      ? second.sha(Buffer.of(1), second.root(leaf, index, split, below), top)
      : second.sha(Buffer.of(1), top, second.root(leaf, index - split, count - split, below))
  },
  accepts(r: AnswerReceipt, exchange: Omit<Exchange, 'caller'>): boolean {
    const { text, requestBody, status, answerBody } = exchange
    const lines = text.split('\n')
    const isSession = lines[0] === 'session/1 request'
    const named = isSession ? [lines[6], r.caller, r.miner] : [lines[4], lines[6], lines[7]]
    const expected = [second.sha(requestBody).toString('hex'), r.caller, r.miner]
    if (JSON.stringify(named) !== JSON.stringify(expected)) return false
    if (second.sha(text).toString('hex') !== r.request || second.sha(answerBody).toString('hex') !== r.body)
      return false
    if (status !== r.status || r.time < r.start || r.time > r.end || r.index >= r.count) return false
    const statement = ['receipts/1 answer', r.caller, r.miner, r.request, r.status, r.body, r.time].join('\n')
    try {
      const path = r.path.map((sibling) => Buffer.from(sibling, 'hex'))
      const root = second.root(second.sha(Buffer.of(0), statement), r.index, r.count, path)
      const batch = ['receipts/1 batch', r.miner, root.toString('hex'), r.count, r.start, r.end].join('\n')
      const signature = Buffer.from(r.signature.slice(2), 'hex')
      const publicKey = decodeAddress(r.miner)
      return verifySignature({ scheme: 'sr25519', publicKey, message: Buffer.from(batch), signature })
    } catch {
      return false
    }
  },
  parse(header: string, ends: { caller: string; miner: string }) {
    let rest = Buffer.from(header, 'base64url')
    const take = (size: number) => {
      const part = rest.subarray(0, size)
      rest = rest.subarray(size)
      return part
    }
    const number = (size: number) => Number(BigInt(`0x${take(size).toString('hex')}`))
    const receipts: unknown[] = []
    while (rest.length > 0) {
      expect(number(1)).toBe(1)
      const signature = `0x${take(64).toString('hex')}`
      const [start, end, count, proofs] = [number(8), number(8), number(4), number(2)]
      for (let proof = 0; proof < proofs; proof++) {
        const [request, status, body] = [take(32).toString('hex'), number(2), take(32).toString('hex')]
        const [time, index] = [number(8), number(4)]
        const path: string[] = []
        for (
          let at = index, width = count;
          width > 1;
          at = Math.floor(at / 2), width = Math.ceil(width / 2)
        ) {
          if (at % 2 === 1 || at + 1 < width) path.push(take(32).toString('hex'))
        }
        const of = { version: 'receipts/1', ...ends, request, status, body, time, index, count, path }
        receipts.push({ ...of, start, end, signature })
      }
    }
    return receipts
  },
}

it('a second implementation reads the published vectors alike', () => {
  const published = JSON.parse(readFileSync(file, 'utf8'))
  for (const { receipt, expected, name, ...exchange } of published.receipts) {
    expect([name, second.accepts(receipt, exchange)]).toEqual([name, expected === 'ok'])
  }
  for (const { caller, header, receipts } of published.binary) {
    expect(second.parse(header, { caller, miner })).toEqual(receipts)
  }
})
