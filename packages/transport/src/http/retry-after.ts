import type { SubnetError } from '@subnetkit/base'

/** Pause after a refusal whose end nobody can know, in ms. */
const overloadedMs = 1_000

/** The header that tells a caller when to come back, for refusals that pass (429 and 503). */
export function retryAfter({ status, details }: SubnetError): Readonly<Record<string, string>> {
  if (status !== 429 && status !== 503) return {}
  const { retryMs } = details
  const ms = typeof retryMs === 'number' ? retryMs : overloadedMs
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1_000))) }
}
