/** Longest wait that a Retry-After can ask for, in ms: a day. */
const longestMs = 86_400_000

/** Returns the wait that a Retry-After header asks for, in ms; null for none, or one that is not valid. */
export function retryAfterMs(value: string | readonly string[] | undefined, now = Date.now()): number | null {
  if (typeof value !== 'string') return null
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), longestMs)
}
