import { isSubnetError } from '@subnetkit/base'

/** Returns true if a text is meant as an address: base58, and too long for the usual name of a key. */
export const looksLikeAddress = (text: string): boolean => /^[1-9A-HJ-NP-Za-km-z]{44,52}$/.test(text)

/** Returns an address as it was given. Throws ADDRESS_INVALID for one with a typo, or of another network. */
export async function checkAddress(option: string, text: string): Promise<string> {
  const { decodeAddress, walletError } = await import('@subnetkit/wallet')
  try {
    decodeAddress(text)
    return text
  } catch (error) {
    if (!isSubnetError(error, 'ADDRESS_INVALID')) throw error
    const shown = looksLikeAddress(text) ? ` (${text})` : ''
    const detail = String(error.details.detail)
    throw walletError('ADDRESS_INVALID', { place: ` for ${option}${shown}`, detail }, { cause: error })
  }
}
