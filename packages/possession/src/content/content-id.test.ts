import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentId, contentIdOf, parseContentId } from './content-id.js'

test('is the id that IPFS gives', async () => {
  expect(await contentIdOf([Buffer.from('hello world')])).toBe(
    'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
  )
})

test('is read as it was written, and nothing else is read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
      expect(parseContentId(contentId(digest))).toEqual(digest)
    }),
    { numRuns: 50 },
  )
  const id = contentId(new Uint8Array(32))
  for (const wrong of [
    '',
    id.slice(1),
    `${id}a`,
    id.toUpperCase(),
    `b${'a'.repeat(58)}`,
    id.replace(/a$/, 'b'),
  ]) {
    expect(parseContentId(wrong), wrong).toBeNull()
  }
  expect(() => contentId(new Uint8Array(31))).toThrow(
    expect.objectContaining({ code: 'POSSESSION_INPUT_INVALID' }),
  )
})
