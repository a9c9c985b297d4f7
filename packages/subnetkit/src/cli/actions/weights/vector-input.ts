import { z } from 'zod'
import { quote } from '../../config/fields.js'
import { readJsonFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'

/** A uid and its weight relative to the others. */
export interface UidWeight {
  readonly uid: number
  readonly share: number
}

/** Options for the weights. */
export interface VectorSource {
  readonly uids?: readonly number[] | undefined
  readonly weights?: readonly number[] | undefined
  readonly weightsFile?: string | undefined
}

const numberText = /^\d+(\.\d+)?(e[+-]?\d+)?$/i

/** Numbers separated by commas. */
export const numberList = z.string().transform((text, context): readonly number[] => {
  const parts = text.split(',').map((part) => part.trim())
  const wrong = parts.find((part) => !numberText.test(part) || !Number.isFinite(Number(part)))
  if (wrong === undefined) return parts.map(Number)
  context.addIssue({
    code: 'custom',
    message: `must be numbers of 0 or more, separated by commas${quote(wrong)}`,
  })
  return z.NEVER
})

/** Uids separated by commas. */
export const uidList = numberList.refine(
  (uids) => uids.every((uid) => Number.isInteger(uid) && uid < 65_536),
  'must be whole numbers below 65536',
)

const weightsFile = z.record(
  z.string().regex(/^\d{1,5}$/, 'must be a uid'),
  z.number().min(0, 'must not be negative'),
)

/** The weights from the two lists or from the file. Throws a usage error, or FILE_INVALID. */
export async function readWeights(source: VectorSource): Promise<readonly UidWeight[]> {
  const { uids, weights, weightsFile: path } = source
  if (path !== undefined) {
    if (uids !== undefined || weights !== undefined) {
      throw usage('--weights-file excludes --uids and --weights')
    }
    const entries = Object.entries(await readJsonFile(path, weightsFile))
    return entries.map(([uid, share]) => ({ uid: Number(uid), share })).sort((a, b) => a.uid - b.uid)
  }
  if (uids === undefined || weights === undefined)
    throw usage('the weights are missing: give --uids and --weights, or --weights-file')
  if (uids.length !== weights.length) {
    throw usage(`--uids has ${uids.length} entries, --weights has ${weights.length}`)
  }
  return uids.map((uid, at) => ({ uid, share: weights[at] as number }))
}

const usage = (detail: string) =>
  cliError('USAGE', { detail, fix: 'Run subnet weights set --help for examples.' })
