/** Rao in one TAO; as many of a subnet's own rao are one alpha. */
export const raoPerTao = 1_000_000_000n

/** Rao as TAO or alpha in digits: exact, no digit is rounded away. */
export function showUnits(rao: bigint): string {
  const size = rao < 0n ? -rao : rao
  const fraction = (size % raoPerTao).toString().padStart(9, '0').replace(/0+$/, '')
  return `${rao < 0n ? '-' : ''}${size / raoPerTao}${fraction === '' ? '' : `.${fraction}`}`
}
