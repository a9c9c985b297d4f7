import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '@subnetkit/chain'
import type { KeyAdmin, PaymentClaim, PlanState } from '@subnetkit/gateway'
import type { Context } from '../../context/context.js'
import { nextCommand } from '../../output/next-command.js'

/** State of a claim: that of its plan, or `unwritten` before it has one; `elsewhere` for a plan of another chain. */
export type ClaimState = PlanState | 'unwritten' | 'elsewhere'

/** A claim with what became of its plan, and the name of its file. */
export interface StatedClaim {
  readonly claim: PaymentClaim
  readonly name: string
  readonly state: ClaimState
}

/** Reads from final blocks what became of each claim's plan. */
export async function readClaims(client: ChainClient, admin: KeyAdmin): Promise<readonly StatedClaim[]> {
  const { planName } = await import('@subnetkit/gateway')
  const states: StatedClaim[] = []
  for (const claim of await admin.claims())
    states.push({ claim, name: planName(claim), state: await stateOf(client, claim) })
  return states
}

async function stateOf(client: ChainClient, { body, claim }: PaymentClaim): Promise<ClaimState> {
  if (body === null) return 'unwritten'
  const { parsePlan, readPlanState } = await import('@subnetkit/gateway')
  try {
    return await readPlanState(client, parsePlan(body, claim))
  } catch (error) {
    if (isSubnetError(error, 'PLAN_CHAIN')) return 'elsewhere'
    throw error
  }
}

/** Sentences about plans that are not paid, each with the command that goes on with it. */
export function adviceOn(context: Context, claims: readonly StatedClaim[]): readonly string[] {
  return claims.flatMap(({ name, state }) => {
    const renew = nextCommand(context, ['gateway', 'payouts', 'renew', name], { settings: true })
    if (state === 'void') return [`${name} is void in part, and what it pays is still due: ${renew}`]
    if (state !== 'open') return []
    return [
      `${name} is not sent yet: send it before any other plan of its wallet, or one of the two becomes void`,
    ]
  })
}
