import type { z } from 'zod'
import { placeParts } from './frame.js'

/** Verdict that a miner must reach on a body: run its handler, or refuse it and name the place. */
export type Verdict = { readonly code: 'OK' } | { readonly code: 'BODY_MALFORMED'; readonly path: string }

/**
 * Judges a body by the schema itself; the reason is empty for one that it accepts. `parts` are the binary values of a
 * message that has them.
 */
export async function judge(
  schema: z.ZodType,
  body: string,
  parts: readonly Uint8Array[] | null = null,
): Promise<{ readonly verdict: Verdict; readonly reason: string }> {
  const malformed = (path: string, reason: string) => ({
    verdict: { code: 'BODY_MALFORMED', path } as const,
    reason,
  })
  let value: unknown
  try {
    // No body is no input, as a miner takes it.
    value = body === '' && parts === null ? undefined : JSON.parse(body)
  } catch {
    return malformed('', 'it is not JSON')
  }
  if (parts !== null) {
    const placed = placeParts(value, parts)
    if (placed === null) return malformed('', 'its references and its parts differ')
    ;({ value } = placed)
  }
  try {
    const parsed = await schema.safeParseAsync(value)
    if (parsed.success) return { verdict: { code: 'OK' }, reason: '' }
    const [issue] = parsed.error.issues
    return malformed(
      issue?.path.map(String).join('.') ?? '',
      issue?.message ?? 'it does not match the schema',
    )
  } catch {
    return malformed('', 'the schema throws')
  }
}
