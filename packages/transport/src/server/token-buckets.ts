import { setLatest } from '@subnetkit/base'

/** Allowances by key, each of `capacity` tokens that come back one after the other. */
export interface TokenBuckets {
  /** Takes a token, and returns 0; or returns the time until there is one, in ms. */
  take(key: string): number
  /** Time until there is a token, in ms, without taking it. */
  wait(key: string): number
  /** Returns a token that was taken. */
  give(key: string): void
}

interface TokenBucketOptions {
  /** Tokens of a key that has not taken any for a while. */
  readonly capacity: number
  /** Time in which one token comes back, in ms. */
  readonly refillMs: number
  /** Maximum number of keys; beyond it, the one that was used least recently has all its tokens again. */
  readonly maxKeys: number
  /** Monotonic time in ms. */
  readonly now: () => number
}

interface Bucket {
  /** Tokens at `at`. */
  tokens: number
  at: number
}

export function createTokenBuckets({ capacity, refillMs, maxKeys, now }: TokenBucketOptions): TokenBuckets {
  // Least recently used first.
  const buckets = new Map<string, Bucket>()
  const full = (): Bucket => ({ tokens: capacity, at: now() })

  function refilled(key: string): Bucket {
    const bucket = buckets.get(key) ?? full()
    const time = now()
    bucket.tokens = Math.min(capacity, bucket.tokens + (time - bucket.at) / refillMs)
    bucket.at = time
    return bucket
  }
  // A rounding error must not ask for one more millisecond.
  const missing = ({ tokens }: Bucket) => (tokens > 1 - 1e-9 ? 0 : Math.ceil((1 - tokens) * refillMs - 1e-6))

  return {
    wait: (key) => missing(refilled(key)),
    take(key) {
      const bucket = refilled(key)
      const ms = missing(bucket)
      if (ms === 0) bucket.tokens = Math.max(0, bucket.tokens - 1)
      setLatest(buckets, key, bucket, maxKeys)
      return ms
    },
    give(key) {
      const bucket = buckets.get(key)
      if (bucket === undefined) return
      bucket.tokens = Math.min(capacity, refilled(key).tokens + 1)
      // A full bucket is as good as none.
      if (bucket.tokens === capacity) buckets.delete(key)
    },
  }
}
