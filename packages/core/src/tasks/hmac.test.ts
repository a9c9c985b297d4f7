import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockBytes, createHmacOf, digestBytes } from './hmac.js'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength, size: 'max' })

test('is HMAC-SHA256 for keys and messages of any length', () => {
  fc.assert(
    fc.property(bytes(200), bytes(300), (key, content) => {
      const message = Buffer.concat([Buffer.alloc(blockBytes), content])
      const target = Buffer.alloc(digestBytes + 3)
      const hmac = createHmacOf(key)
      hmac.digest(message, target, 3)
      expect(target.subarray(3).toString('hex')).toBe(createHmac('sha256', key).update(content).digest('hex'))
    }),
  )
})

test('a key that its owner overwrites stays what it was', () => {
  const key = new Uint8Array(32).fill(7)
  const target = Buffer.alloc(digestBytes)
  const hmac = createHmacOf(key)
  key.fill(0)
  hmac.digest(Buffer.alloc(blockBytes), target, 0)
  expect(target).toEqual(createHmac('sha256', new Uint8Array(32).fill(7)).update('').digest())
})
