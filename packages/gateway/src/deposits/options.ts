import { integer, text } from '@subnetkit/base'
import type { DepositRule } from './deposit-rule.js'

/** Terms on which an operator accepts TAO. */
export interface DepositOptions {
  /**
   * SS58 address of an sr25519 key of the operator, best one that is used for nothing else. The gateway needs no secret: it derives an
   * address of each prepaid key from it, and can pay nothing.
   */
  readonly address: string
  /** Micro-credits for one TAO. */
  readonly creditsPerTao: number
  /** Smallest transfer that is credited, in rao. @default 10_000_000, 0.01 TAO */
  readonly minimumRao?: number | undefined
}

export const depositShape = {
  address: text('an SS58 address'),
  creditsPerTao: integer(1, 1_000_000_000),
  minimumRao: integer(500).default(10_000_000),
}

export const depositRule = ({
  address,
  creditsPerTao,
  minimumRao = 10_000_000,
}: DepositOptions): DepositRule => ({
  ...{ operator: address, creditsPerTao },
  minimumRao: BigInt(minimumRao),
})
