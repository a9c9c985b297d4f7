import { made, milliseconds, optionsOf, parseOptions, reasonOf, text, withDeadline } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import { DEFAULT_NONCE_RETENTION_MS, type NonceStore } from './nonce-store.js'

/** The one command that is needed from a Redis client; an ioredis instance has it. */
export interface RedisSetClient {
  set(key: string, value: string, px: 'PX', milliseconds: number, nx: 'NX'): Promise<'OK' | null>
}

/** Options of {@link createRedisNonceStore}. */
export interface RedisNonceStoreOptions {
  /** Redis client; the caller closes it. */
  readonly client: RedisSetClient
  /** @default 60000 */
  readonly retentionMs?: number | undefined
  /**
   * Longest wait for one answer, in ms; then the request is refused (AUTH_STORE_UNAVAILABLE).
   * @default 1000
   */
  readonly deadlineMs?: number | undefined
  /** @default 'subnetkit:nonce:' */
  readonly keyPrefix?: string | undefined
}

const redisNonceStoreOptions = optionsOf({
  client: made<RedisSetClient>('a Redis client', 'set'),
  retentionMs: milliseconds().default(DEFAULT_NONCE_RETENTION_MS),
  deadlineMs: milliseconds().default(1_000),
  keyPrefix: text('the beginning of a key').default('subnetkit:nonce:'),
})

/** A store that several miner processes share: `SET key NX PX`, so that exactly one of them sees a nonce as new. */
export function createRedisNonceStore(options: RedisNonceStoreOptions): NonceStore {
  const parsed = parseOptions(redisNonceStoreOptions, options, 'createRedisNonceStore')
  const { client, retentionMs, deadlineMs, keyPrefix } = parsed
  const unavailable = (detail: string, cause?: unknown) =>
    transportError('AUTH_STORE_UNAVAILABLE', { detail }, { cause })
  return {
    retentionMs,
    async remember(hotkey, nonce) {
      const answer = client
        .set(`${keyPrefix}${hotkey}:${nonce}`, '1', 'PX', retentionMs, 'NX')
        .catch((error: unknown) => {
          throw unavailable(reasonOf(error), error)
        })
      const late = () => unavailable(`no answer within ${deadlineMs} ms`)
      return (await withDeadline(answer, deadlineMs, late)) === 'OK'
    },
  }
}
