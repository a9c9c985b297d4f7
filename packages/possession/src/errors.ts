import { defineErrors } from '@subnetkit/base'

/** Failures of the mechanisms: inputs that they refuse, and data that cannot be restored. */
export const possessionError = defineErrors({
  POSSESSION_INPUT_INVALID: {
    message: '{place}: {detail}',
    fix: 'Pass {expected}.',
  },
  SHARDS_TOO_FEW: {
    message: 'only {present} of the {needed} shards that are needed are left',
    fix: 'Fetch more shards of this object, then try again.',
    transient: true,
  },
})

/** Throws POSSESSION_INPUT_INVALID unless a condition holds. */
export function ensureInput(holds: boolean, place: string, detail: string, expected: string): asserts holds {
  if (!holds) throw possessionError('POSSESSION_INPUT_INVALID', { place, detail, expected })
}
