import { z } from 'zod'
import { amountField } from '../../config/fields.js'
import { cliError } from '../../errors.js'

/** Options for the amount of stake to remove. */
export const quantityFields = { amount: amountField('alpha').optional(), all: z.boolean().default(false) }

/** The quantity of both options. Throws a usage error unless exactly one is given. */
export function quantityOf(
  command: string,
  { amount, all }: { readonly amount?: bigint | undefined; readonly all: boolean },
): bigint | 'all' {
  if (all && amount === undefined) return 'all'
  if (!all && amount !== undefined && amount > 0n) return amount
  const detail = amount === 0n && !all ? '--amount must be above 0' : 'give either --amount or --all'
  throw cliError('USAGE', { detail, fix: `Run subnet stake ${command} --help for examples.` })
}
