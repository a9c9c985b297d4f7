import { createHash } from 'node:crypto'
import { z } from 'zod'
import { gatewayError } from '../errors.js'

const digits = z.string().regex(/^\d{1,20}$/)
const account = z.string().max(64)

/** Payments in one extrinsic of one payer, under a nonce that was free when they were planned. */
const partSchema = z.strictObject({
  payer: account,
  /** Soft path of the payer below the operator's wallet; null for the wallet itself. */
  path: z.string().nullable(),
  nonce: z.int().min(0),
  payments: z.array(z.strictObject({ to: account, rao: digits })).min(1),
})

const contents = {
  kind: z.enum(['payout', 'refund']),
  /** Name under which the gateway has taken the amounts out of its books. */
  claim: z.string().max(64),
  /** Genesis hash of the chain. */
  genesis: z.string().max(80),
  created: z.string().max(40),
  /** Final block at which the nonces were read. */
  since: z.int().min(0),
  /** Micro-credits that are paid out, and the price of one TAO in them. */
  credits: digits,
  creditsPerTao: z.int().min(1),
  /** Parts of a million that the receivers get. */
  sharePpm: z.int().min(0).max(1_000_000),
  totalRao: digits,
  parts: z.array(partSchema).min(1),
}
const contentsSchema = z.strictObject(contents)
const planSchema = z.strictObject({ id: z.string(), ...contents })

/** A plan without its name. */
export type PaymentPlanContents = z.output<typeof contentsSchema>
/** Payments that an operator signs, or does not. Its id is the hash of everything else in it. */
export type PaymentPlan = z.output<typeof planSchema>
export type PaymentPart = z.output<typeof partSchema>

export function createPlan(given: PaymentPlanContents): PaymentPlan {
  const plan = contentsSchema.parse(given)
  return { id: idOf(plan), ...plan }
}

/** Name of a plan, under which its file is written: that of its claim, whatever becomes of its nonces. */
export const planName = ({ kind, claim }: Pick<PaymentPlan, 'kind' | 'claim'>): string =>
  `${kind}-${claim.slice(0, 8)}.json`

export const encodePlan = (plan: PaymentPlan): string => `${JSON.stringify(plan, null, 2)}\n`

/** Reads a plan. Throws PLAN_BROKEN for anything but a plan as it was made: a digit that was changed as well. */
export function parsePlan(text: string, place: string): PaymentPlan {
  const broken = (detail: string) => gatewayError('PLAN_BROKEN', { place, detail })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw broken('it is not JSON')
  }
  const parsed = planSchema.safeParse(json)
  if (!parsed.success) throw broken(`it is not a plan: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  const { id, ...plan } = parsed.data
  if (idOf(plan) !== id) throw broken('it was changed after it was made')
  const total = plan.parts.flatMap(({ payments }) => payments).reduce((sum, { rao }) => sum + BigInt(rao), 0n)
  if (total !== BigInt(plan.totalRao)) throw broken('its payments do not sum up to its total')
  return parsed.data
}

/** The schema gives its fields an order. */
const idOf = (plan: PaymentPlanContents): string =>
  createHash('sha256')
    .update(JSON.stringify(contentsSchema.parse(plan)))
    .digest('hex')
