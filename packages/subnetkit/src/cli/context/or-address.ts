import { isSubnetError } from '@subnetkit/base'
import { failureOf } from '../output/failure.js'

/**
 * Returns the address of a wallet, for a command that takes an address in its place. Throws KEYFILE_NOT_FOUND with a fix
 * that shows this form, such as `subnet vtrust 5F…`.
 */
export async function orAddress(address: Promise<string>, form: string): Promise<string> {
  try {
    return await address
  } catch (error) {
    if (!isSubnetError(error, 'KEYFILE_NOT_FOUND')) throw error
    const { code, message, fix, details } = error
    throw failureOf({ code, message, fix: `Give an SS58 address: ${form}. Or use a wallet: ${fix}` }, details)
  }
}
