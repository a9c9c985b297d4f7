import { resolvePassword, type UnlockOptions } from '@subnetkit/wallet'

/** The password that will seal a new keyfile, from where passwords come from. Throws PASSWORD_MISSING. */
export async function newPassword(path: string, sources: UnlockOptions): Promise<string> {
  return (await resolvePassword(path, sources, 'encrypt')).reveal()
}
