import { expect, it } from 'vitest'
import { unpricedDeposits } from './unpriced-deposits.js'

const free = { deposits: { address: '5F', creditsPerTao: 1_000, minimumRao: 500 }, more: [] }
const none = { priceFixed: 0, pricePerThousandTokens: 0 }
const other = { subnet: {} as never, netuid: 3 }

it('defect: a gateway that accepts TAO at prices of 0 said nothing', () => {
  expect(unpricedDeposits({ ...free, ...none })).toContain('gateway.priceFixed')
  expect(unpricedDeposits({ ...free, ...none, more: [other] })).not.toBeNull()
})

it.each([
  ['without deposits', { ...none, deposits: undefined }],
  ['with a fixed price', { ...none, priceFixed: 1 }],
  ['with a price of tokens', { ...none, pricePerThousandTokens: 1 }],
  ['with a price of another subnet', { ...none, more: [{ ...other, priceFixed: 5 }] }],
])('does not warn %s', (_, given) => {
  expect(unpricedDeposits({ ...free, ...given })).toBeNull()
})
