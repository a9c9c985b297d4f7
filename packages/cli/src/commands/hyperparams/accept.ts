import type { LintRule } from '@subnetkit/core/chain'
import { z } from 'zod'

/** Lint rules that are taken knowingly; the plan knows which there are. */
export const acceptField = z
  .array(z.string().regex(/^[a-z-]+$/, 'must be the name of a lint rule, as lint prints it'))
  .default([])
  .transform((rules) => rules as readonly LintRule[])
