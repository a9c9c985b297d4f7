/** The supply that emission approaches and never passes, in rao. */
const TOTAL_SUPPLY = 21_000_000_000_000_000n
/** Emission of a block before the first halving, in rao. */
const FIRST_EMISSION = 1_000_000_000n
const ONE = 1n << 32n

/**
 * Emission of one block in rao, for an issuance in rao: 1 TAO, halved at 10.5, 15.75, 18.375 million and
 * so on. The chain uses the same curve for TAO and, by its alpha issuance, for each subnet's alpha.
 */
export function blockEmission(issuance: bigint): bigint {
  if (issuance >= TOTAL_SUPPLY) return 0n
  // log2(1 / (1 - issued)) counts the halvings, in 32 fraction bits as on chain.
  const issued = (issuance << 32n) / TOTAL_SUPPLY
  const inverse = (ONE << 32n) / (ONE - issued)
  const halvings = BigInt(inverse.toString(2).length - 1 - 32)
  return ((ONE >> halvings) * FIRST_EMISSION) >> 32n
}
