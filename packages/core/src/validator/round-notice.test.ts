import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRoundNotice, encodeRoundNotice, publishRound } from './round-notice.js'

const payload = fc.uint8Array({ minLength: 32, maxLength: 32 })
const round = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const notice = fc.record({
  netuid: fc.constant(7),
  committed: fc.option(fc.record({ round, secretHash: payload })),
  revealed: fc.option(fc.record({ round, secret: payload })),
})

describe('round notices', () => {
  it('read back as they were written, whatever else stands in the commitment', () => {
    fc.assert(
      fc.property(notice, fc.uint8Array({ maxLength: 42 }), (value, other) => {
        const fields = encodeRoundNotice(value)
        expect(decodeRoundNotice(7, [other, ...fields])).toEqual(value)
      }),
    )
  })

  it('fit into two of the three fields of a commitment, 43 bytes each', () => {
    const secret = new Uint8Array(32).fill(1)
    const fields = encodeRoundNotice({
      netuid: 1,
      committed: { round: 9, secretHash: secret },
      revealed: { round: 8, secret },
    })
    expect(fields.map((field) => field.length)).toEqual([43, 43])
  })
})

describe('edges of round notices', () => {
  const bytes = new Uint8Array(32)
  const notice = { netuid: 1, committed: { round: 1, secretHash: bytes }, revealed: null }

  it.each([
    ['netuid', { netuid: -1 }],
    ['round', { committed: { round: Number.NaN, secretHash: bytes } }],
    ['round', { revealed: { round: 0.5, secret: bytes } }],
    ['secretHash', { committed: { round: 1, secretHash: '0x00' } }],
    ['secretHash', { committed: { round: 1, secretHash: new Uint8Array(31) } }],
    ['secret', { revealed: { round: 1, secret: null } }],
    ['nonsense', { nonsense: 1 }],
  ])('defect: publishRound takes a wrong %s', async (name, changes) => {
    const given = { ...notice, ...changes } as never
    await expect(publishRound({} as never, {} as never, given)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(name),
    })
  })
})
