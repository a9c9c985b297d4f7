import { devnetError } from '../dev/error.js'
import type { Made, MadeFork } from './saved-chain.js'

type Asked = { readonly [K in 'seed' | 'preset']?: NonNullable<Made[K]> | undefined } & {
  readonly fork?: { readonly netuid: number } | undefined
}

/** Settings of the chain: those in its file, which the options must not contradict, otherwise the options. */
export function agreeOn(options: Asked, saved: Made | undefined, forked: MadeFork | null = null): Made {
  const { seed = null, preset = null } = options
  if (saved === undefined) return { seed, preset, fork: forked }
  if (options.fork !== undefined && options.fork.netuid !== saved.fork?.netuid) {
    const before = saved.fork === null ? 'was not forked' : `is a fork of subnet ${saved.fork.netuid}`
    throw devnetError('BAD_OPTION', {
      detail: `${before}, so it cannot resume as a fork of subnet ${options.fork.netuid}`,
      fix: 'Leave the fork out, or use another state file.',
    })
  }
  requireAgreement('seed', seed, saved.seed)
  requireAgreement('preset', preset, saved.preset)
  return saved
}

function requireAgreement(name: 'seed' | 'preset', asked: string | null, saved: string | null): void {
  if (asked === null || asked === saved) return
  const before = saved === null ? `without a ${name}` : `with the ${name} "${saved}"`
  throw devnetError('BAD_OPTION', {
    detail: `was started ${before}, so it cannot resume with "${asked}"`,
    fix: `Leave the ${name} out, or use another state file.`,
  })
}
