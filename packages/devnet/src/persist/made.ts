import { devnetError } from '../dev/error.js'
import type { Made } from './saved-chain.js'

/** Settings of the chain: those in its file, which the options must not contradict, otherwise the options. */
export function agreeOn(
  options: { readonly [K in keyof Made]?: NonNullable<Made[K]> | undefined },
  saved: Made | undefined,
): Made {
  const { seed = null, preset = null } = options
  if (saved === undefined) return { seed, preset }
  requireAgreement('seed', seed, saved.seed)
  requireAgreement('preset', preset, saved.preset)
  return saved
}

function requireAgreement(name: keyof Made, asked: string | null, saved: string | null): void {
  if (asked === null || asked === saved) return
  const before = saved === null ? `without a ${name}` : `with the ${name} "${saved}"`
  throw devnetError('BAD_OPTION', {
    detail: `was started ${before}, so it cannot resume with "${asked}"`,
    fix: `Leave the ${name} out, or use another state file.`,
  })
}
