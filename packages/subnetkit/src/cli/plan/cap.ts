import type { Plan } from '@subnetkit/chain'

/** More rao than will ever exist: a plan with this cap only queries the price. */
const noCap = 2n ** 64n - 1n
/** Maximum rise of a price between plan and inclusion, in percent. */
const tolerance = 5n

/** Plans under the cap that was given, or under the price of this moment and a little more. */
export async function planUnderCap<R>(
  cap: bigint | undefined,
  plan: (cap: bigint) => Promise<Plan<R>>,
): Promise<Plan<R>> {
  if (cap !== undefined) return plan(cap)
  const quote = await plan(noCap)
  return quote.done ? { ...quote, cap: null } : plan((quote.cost * (100n + tolerance)) / 100n)
}
