import { z } from 'zod'
import { netuidField, shareField, wholeNumber } from '../../config/fields.js'
import { cliError } from '../../errors.js'
import { hashField } from './load-proposals.js'

const block = wholeNumber(0, Number.MAX_SAFE_INTEGER)

/** Options of `subnet propose`. */
export const draftSchema = z.strictObject({
  netuid: netuidField,
  title: z.string().trim().optional(),
  text: z.string().optional(),
  hyperparameter: z
    .string()
    .regex(/^\w+=.+$/s, 'must be a name and a value, such as tempo=720')
    .optional(),
  rubric: z.string().optional(),
  tasks: z.boolean().default(false),
  package: hashField.optional(),
  tallyAt: block.optional(),
  blocks: block.optional(),
  quorum: shareField.optional(),
  threshold: shareField.optional(),
  nominators: z.boolean().default(true),
  out: z.string().optional(),
  withdraw: hashField.optional(),
})
export type Draft = z.output<typeof draftSchema>

/** Blocks from a proposal to its tally, by default: three days of 12 s. */
const usualBlocks = 21_600

/** Checks what needs no chain: a file that is written already takes no options of a draft. Throws USAGE. */
export function checkDraft(draft: Draft, file: string | undefined): void {
  if (file === undefined) {
    if (draft.title === undefined) throw usage('a proposal has a title', 'Give it with --title.')
    changeOf(draft)
    return
  }
  const { netuid: _, tasks, nominators, ...rest } = draft
  const isDrafted = tasks || !nominators || Object.values(rest).some((one) => one !== undefined)
  if (isDrafted)
    throw usage(
      `${file} is a proposal already`,
      'Leave out the file, or all options that describe another proposal.',
    )
}

/** Change that the options propose. Throws USAGE. */
export function changeOf({ hyperparameter, rubric, tasks, package: hash }: Draft) {
  const given = [hyperparameter, rubric, tasks || undefined].filter((one) => one !== undefined)
  if (given.length > 1)
    throw usage('a proposal has one change', 'Give one of --hyperparameter, --rubric and --tasks.')
  if ((rubric !== undefined || tasks) !== (hash !== undefined)) {
    throw usage(
      '--package is the release of a rubric or of tasks',
      'Give --rubric or --tasks with the --package that has it.',
    )
  }
  if (hyperparameter !== undefined) {
    const at = hyperparameter.indexOf('=')
    const value = jsonOrText(hyperparameter.slice(at + 1))
    return { kind: 'hyperparameter', change: { name: hyperparameter.slice(0, at), value } }
  }
  if (rubric !== undefined) return { kind: 'rubric', change: { version: rubric, package: hash } }
  return tasks ? { kind: 'tasks', change: { package: hash } } : { kind: 'text' }
}

/** Block of the tally. Throws USAGE. */
export function tallyBlock({ tallyAt, blocks }: Pick<Draft, 'tallyAt' | 'blocks'>, head: number): number {
  if (tallyAt !== undefined && blocks !== undefined)
    throw usage('the tally has one block', 'Give --tally-at or --blocks.')
  const block = tallyAt ?? head + (blocks ?? usualBlocks)
  if (block > head) return block
  throw usage(`block ${block} is over: the chain is at block ${head}`, 'Give a later block with --tally-at.')
}

/** JSON where it is JSON, otherwise the text itself. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const usage = (detail: string, fix: string) => cliError('USAGE', { detail, fix })
