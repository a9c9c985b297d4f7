import { TypeRegistry } from '@polkadot/types'
import type { DispatchError } from '@polkadot/types/interfaces'
import { expect, it } from 'vitest'
import { dispatchRefusal, poolRefusal } from './refusal.js'

const errorOf = (value: unknown) =>
  dispatchRefusal('A.b', new TypeRegistry().createType('DispatchError', value) as DispatchError)

it.each([
  ['BadOrigin', 'BadOrigin', 'owner of the subnet'],
  [{ Token: 'Frozen' }, 'Token.Frozen', 'metadata'],
  [{ Arithmetic: 'Underflow' }, 'Arithmetic.Underflow', 'metadata'],
])('names the dispatch error %j', (value, reason, fix) => {
  expect(errorOf(value)).toMatchObject({ details: { reason }, fix: expect.stringContaining(fix) })
})

it.each([
  ['1010: Invalid Transaction: Custom error: 6', 'RateLimitExceeded', 'Try again later'],
  ['1010: Invalid Transaction: Custom error: 25', 'NonAssociatedColdKey', 'coldkey that owns'],
  ['1010: Invalid Transaction: Custom error: 255', 'BadRequest', 'metadata'],
  ['1010: Invalid Transaction: Custom error: 99', 'custom code 99', 'metadata'],
  [
    '1010: Invalid Transaction: Inability to pay some fees (e.g. account balance too low)',
    '1010: Invalid Transaction: Inability to pay some fees (e.g. account balance too low)',
    'Transfer TAO',
  ],
])('names what the pool says: %s', (message, reason, fix) => {
  expect(poolRefusal('A.b', message, null)).toMatchObject({
    details: { reason },
    fix: expect.stringContaining(fix),
  })
})

it('defect: InvalidRevealRound and other codes of the pool had no fix but the metadata', () => {
  const named = Array.from({ length: 28 }, (_, code) =>
    poolRefusal('A.b', `1010: Invalid Transaction: Custom error: ${code}`, null),
  )
  const bare = named.filter(({ fix }) => fix.includes('metadata')).map(({ details }) => details.reason)
  expect(bare).toEqual(['shielded submission, code 23', 'shielded submission, code 24'])
})
