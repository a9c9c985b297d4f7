import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { untilAborted } from '@subnetkit/base'
import type { Stages } from './limits.js'

const pbkdf2Async = promisify(pbkdf2)

/**
 * PBKDF2-HMAC-SHA256 on a thread of Node's pool. Called off, it is left to end there: the pool has no other way, and
 * what comes out is wiped.
 */
export async function pbkdf2Key(
  password: Uint8Array,
  salt: Uint8Array,
  { rounds, length }: { readonly rounds: number; readonly length: number },
  { signal, begin }: Stages,
): Promise<Uint8Array> {
  begin('deriving')
  const work = pbkdf2Async(password, salt, rounds, length, 'sha256')
  try {
    return await untilAborted(work, signal)
  } catch (error) {
    work.then(
      (key) => key.fill(0),
      () => undefined,
    )
    throw error
  }
}
