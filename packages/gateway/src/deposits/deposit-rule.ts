import { raoPerTao } from '@subnetkit/base'
import { deriveSoftAddress } from '@subnetkit/wallet'

/** Terms on which an operator sells credits for TAO. */
export interface DepositRule {
  /** SS58 address of the operator's sr25519 key, below which each key of a client has an address of its own. No secret is needed. */
  readonly operator: string
  /** Micro-credits for one TAO, at most 1_000_000_000. */
  readonly creditsPerTao: number
  /** Smallest transfer that is credited, in rao; smaller ones are recorded, and refunded on request. */
  readonly minimumRao: bigint
}

/** Path of a key's address below the operator's: part of any secret URI that signs for it. */
export const depositPath = (keyId: string): string => `/subnetkit/key-${keyId}`

/** Address at which a key is paid for. */
export const depositAddress = (operator: string, keyId: string): string =>
  deriveSoftAddress(operator, depositPath(keyId))

/** Credits for a transfer: rounded down, 0 below the minimum. */
export function creditsFor(rao: bigint, { creditsPerTao, minimumRao }: DepositRule): bigint {
  return rao < minimumRao ? 0n : (rao * BigInt(creditsPerTao)) / raoPerTao
}

/** Rao that credits are worth: rounded down. */
export const raoFor = (credits: bigint, creditsPerTao: number): bigint =>
  (credits * raoPerTao) / BigInt(creditsPerTao)

/** Part of a deposit whose credits are not spent, in rao: all of it where none are. */
export const unspentRao = (rao: bigint, credits: bigint, unspent: bigint): bigint =>
  unspent === credits ? rao : (rao * unspent) / credits
