import { closestName } from '@subnetkit/base'
import { isBittensorAddress } from '@subnetkit/wallet/address'
import { z } from 'zod'
import { chainError } from '../errors/chain-error.js'
import { expectationOf } from './expectation.js'
import {
  type HyperparameterKinds,
  type HyperparameterName,
  hyperparameterNames,
  type OwnerHyperparameters,
  specOf,
} from './table.js'

const u16 = z.int().min(0).max(65_535)

/** Rao as a whole number, or TAO with a unit: `500000`, `"500000"`, `"0.0005 TAO"`. */
const amount = z.union([
  z.bigint(),
  z.int().transform(BigInt),
  z.string().transform((text, context) => {
    const rao = parseAmount(text)
    if (rao !== null) return rao
    context.addIssue({
      code: 'custom',
      message: 'expected rao as a whole number, or an amount like "0.5 TAO"',
    })
    return z.NEVER
  }),
])

const key = z.union([
  z.bigint(),
  z.int().transform(BigInt),
  z.string().regex(/^\d+$/, 'expected digits').transform(BigInt),
])

const kinds: { readonly [K in keyof HyperparameterKinds]: z.ZodType<HyperparameterKinds[K]> } = {
  integer: z.int(),
  key,
  amount,
  flag: z.boolean(),
  ratio: z.number(),
  range: z.tuple([u16, u16]),
  shares: z.union([z.null(), z.array(u16).min(1)]),
  account: z.string().refine((text) => isBittensorAddress(text), 'expected an SS58 address'),
  recycling: z.enum(['burn', 'recycle']),
}

const owned = hyperparameterNames.filter((name) => specOf(name).who === 'owner')

/** The declared hyperparameters of a subnet, by zod; unknown names are left to {@link parseHyperparameters}. */
export const hyperparametersSchema = z.strictObject(
  Object.fromEntries(owned.map((name) => [name, kinds[specOf(name).kind].optional()])),
) as unknown as z.ZodType<OwnerHyperparameters>

/**
 * Reads declared hyperparameters from JSON or an object. `place` names their source in errors. Throws
 * HYPERPARAMETERS_INVALID for an unknown name (with the one that was meant), one that only root sets, and a value of
 * the wrong kind; bounds are for the lint, which knows the chain.
 */
export function parseHyperparameters(input: unknown, place = 'this subnet'): OwnerHyperparameters {
  if (typeof input === 'object' && input !== null) {
    for (const name of Object.keys(input)) checkName(name, place)
  }
  const parsed = hyperparametersSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const name = parsed.error.issues[0]?.path[0] as HyperparameterName | undefined
  if (name === undefined) {
    const detail = 'expected an object from names to values'
    throw chainError('HYPERPARAMETERS_INVALID', {
      place,
      detail,
      fix: 'Write { "tempo": 360 }, for example.',
    })
  }
  const { detail, fix } = expectationOf(specOf(name), (input as Record<string, unknown>)[name])
  throw chainError('HYPERPARAMETERS_INVALID', { place, detail: `${name} ${detail}`, fix })
}

function checkName(name: string, place: string): void {
  const known = hyperparameterNames as readonly string[]
  if (!known.includes(name)) {
    const meant = meantBy(name)
    throw chainError('HYPERPARAMETERS_INVALID', {
      place,
      detail: `unknown name ${name}`,
      fix: meant === null ? `Use one of ${owned.join(', ')}.` : `Use ${meant} if that is what you mean.`,
    })
  }
  if (specOf(name as HyperparameterName).who === 'root') {
    throw chainError('HYPERPARAMETERS_INVALID', {
      place,
      detail: `${name} is set by the chain's root, not by the owner of a subnet`,
      fix: `Leave ${name} out.`,
    })
  }
}

/** The chain's own name counts as much as a slip of the pen. */
function meantBy(name: string): string | null {
  const byChain = hyperparameterNames.find((known) =>
    [specOf(known).chainName, specOf(known).storage, specOf(known).call.name].includes(name),
  )
  return byChain ?? closestName(name, owned)
}

const raoDigits = 9

function parseAmount(text: string): bigint | null {
  const match = /^(\d+)(?:\.(\d{1,9}))?( ?TAO)?$/i.exec(text.trim())
  if (match === null) return null
  const [, whole = '', fraction = '', unit] = match
  if (unit === undefined) return fraction === '' ? BigInt(whole) : null
  return BigInt(whole + fraction.padEnd(raoDigits, '0'))
}
