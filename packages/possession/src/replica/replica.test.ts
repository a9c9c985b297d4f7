import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockBytes } from '../merkle/leaf.js'
import { chunksOf } from '../testing/collect.js'
import { decodeReplica, encodeReplica, replicaKey } from './replica.js'

const secret = new Uint8Array(32).fill(9)
const key = replicaKey(secret, '5Hotkey', 'object')
const plain = Uint8Array.from({ length: 2 * blockBytes + 777 }, (_, at) => (at * 13) & 255)
const collect = async (source: AsyncIterable<Uint8Array>) => Buffer.concat(await chunksOf(source))
const encode = (bytes: Uint8Array, options = { key }) => collect(encodeReplica([bytes], options))

test('a known replica', async () => {
  const digest = createHash('sha256')
    .update(await encode(plain))
    .digest('hex')
  expect(digest).toMatchInlineSnapshot(`"4837e4841e4deed2254321766ba531d6500e5b30b694a9feb2a0dfd5636a651c"`)
  expect(Buffer.from(key).toString('hex')).toMatchInlineSnapshot(
    `"5a232c1e5dd0f8477ea6a217a18e36f4c759c76f7d7142ff9d672fe0350fc2cb"`,
  )
})

test('decodes to what it was, whatever the chunks, and keeps the size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
      fc.integer({ min: 1, max: 999 }),
      async (bytes, at) => {
        const encoded = await collect(
          encodeReplica([bytes.subarray(0, at), bytes.subarray(at)], { key, iterations: 3 }),
        )
        expect(encoded).toHaveLength(bytes.length)
        const decoded = await collect(
          decodeReplica([encoded.subarray(0, at), encoded.subarray(at)], { key, iterations: 3 }),
        )
        expect(decoded).toEqual(Buffer.from(bytes))
      },
    ),
    { numRuns: 30 },
  )
})

test('decodes from any block on, with the block before it', async () => {
  const encoded = await encode(plain)
  for (const block of [1, 2]) {
    const after = { block: block - 1, bytes: encoded.subarray((block - 1) * blockBytes, block * blockBytes) }
    const decoded = await collect(decodeReplica([encoded.subarray(block * blockBytes)], { key, after }))
    expect(decoded).toEqual(Buffer.from(plain.subarray(block * blockBytes)))
  }
})

test('is sequential: a byte of the first block changes all that follow', async () => {
  const changed = Uint8Array.from(plain)
  changed[5]! ^= 1
  const [one, other] = [await encode(plain), await encode(changed)]
  for (const from of [blockBytes, 2 * blockBytes]) {
    const same = one.subarray(from).filter((byte, at) => byte === other[from + at]).length
    expect(same / (one.length - from)).toBeLessThan(0.05)
  }
})

test('replicas of two hotkeys, and of two objects, share nothing', async () => {
  const keys = [
    key,
    replicaKey(secret, '5Other', 'object'),
    replicaKey(secret, '5Hotkey', 'other'),
    replicaKey(secret, '5Hotkeyo', 'bject'),
  ]
  const replicas = await Promise.all(keys.map((one) => encode(plain, { key: one })))
  for (const [at, one] of replicas.entries()) {
    for (const other of replicas.slice(at + 1)) {
      expect(one.filter((byte, place) => byte === other[place]).length / one.length).toBeLessThan(0.01)
    }
  }
})

test('refuses keys and iterations that are none', async () => {
  for (const options of [{ key: key.subarray(1) }, { key, iterations: 0 }, { key, iterations: 1.5 }]) {
    await expect(collect(encodeReplica([plain], options))).rejects.toMatchObject({
      code: 'POSSESSION_INPUT_INVALID',
    })
  }
  expect(() => replicaKey(new Uint8Array(31), 'a', 'b')).toThrow(
    expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
  )
})
