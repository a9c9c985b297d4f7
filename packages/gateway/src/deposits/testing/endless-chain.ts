import type { BlockTransfers } from '@subnetkit/chain'
import { creditsFor, type DepositRule, depositAddress } from '../deposit-rule.js'

/** Keys of clients, who pay in each block. */
export const payers = ['ann', 'bob', 'cyd', 'dan', 'eve'] as const

export const endlessRule: DepositRule = {
  ...{ operator: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', creditsPerTao: 1_000_000 },
  minimumRao: 2_000n,
}
export const genesis = '0xendless'
const addresses = payers.map((keyId) => depositAddress(endlessRule.operator, keyId))
const hashOf = (number: number) => (number === 0 ? genesis : `0x${number}`)

/** A block of a chain that every process knows to its end: up to four transfers, the same ones each time. */
export function endlessBlock(number: number): BlockTransfers {
  const transfers = Array.from({ length: (number * 7) % 5 }, (_, event) => ({
    ...{ event, from: 'sender', to: addresses[(number * 3 + event * 2) % payers.length]! },
    amount: BigInt(((number * 131 + event * 17) % 9_000) + 1) * 1_000n,
  }))
  return { number, hash: hashOf(number), parentHash: hashOf(number - 1), transfers }
}

/** Deposits of each key, and their credits, up to a block. */
export function owedAt(last: number): ReadonlyMap<string, { readonly count: number; readonly cap: bigint }> {
  const owed = new Map(payers.map((keyId) => [keyId as string, { count: 0, cap: 0n }]))
  for (let number = 1; number <= last; number++) {
    for (const { to, amount } of endlessBlock(number).transfers) {
      const keyId = payers[addresses.indexOf(to)]!
      const { count, cap } = owed.get(keyId)!
      owed.set(keyId, { count: count + 1, cap: cap + creditsFor(amount, endlessRule) })
    }
  }
  return owed
}
