import type { CallContext } from '../runtime/context.js'
import { constantOf } from '../schema/constant.js'
import { sumOf, timesOf, type Weight } from '../weights/weight.js'

const MOST_CONTRIBUTORS = constantOf('Crowdloan', 'MaxContributors')

/** Weight by the number of what a call has gone through. */
interface CountedWeight {
  readonly base: Weight
  readonly each: Weight
}

/** Reports the weight of a call that went through so many contributors, unless there were as many as there can be. */
export function settleUpTo(ctx: CallContext, count: number, { base, each }: CountedWeight): void {
  if (count < MOST_CONTRIBUTORS) ctx.settle({ weight: sumOf(base, timesOf(each, count)) })
}
