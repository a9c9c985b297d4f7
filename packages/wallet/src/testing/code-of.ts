import { isSubnetError } from '@subnetkit/base'

/** The code with which `work` fails. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return isSubnetError(error) ? error.code : String(error)
  }
  return 'nothing thrown'
}
