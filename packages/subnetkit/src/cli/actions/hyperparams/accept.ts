import { type LintRule, lintRules } from '@subnetkit/chain'

import { z } from 'zod'

/** Lint rules that are taken knowingly. */
export const acceptField = z
  .array(z.enum(lintRules, { error: `must be a rule of the lint: ${lintRules.join(', ')}` }))
  .default([])
  .transform((rules): readonly LintRule[] => rules)
