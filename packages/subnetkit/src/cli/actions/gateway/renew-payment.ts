import { basename } from 'node:path'
import { writeFileAtomic } from '@subnetkit/base/files'
import type { ChainClient } from '@subnetkit/chain'
import type { KeyAdmin, PaymentClaim, PaymentPlan } from '@subnetkit/gateway'
import type { Context } from '../../context/context.js'
import { nextCommand } from '../../output/next-command.js'
import { openAdmin } from './open-admin.js'
import { readPlan, renderPayments, termsOf } from './plan-files.js'

/** `subnet gateway payouts renew FILE`: plans the void parts of a plan again. */
export async function renewPayment(context: Context, given: string, out: string | undefined) {
  const { encodePlan, gatewayError, parsePlan, planName, readPlanState } = await import('@subnetkit/gateway')
  const admin = await openAdmin(context)
  const claim = await claimOf(admin, given)
  if (claim?.body == null) throw gatewayError('PLAN_UNKNOWN', { plan: given })
  const client = await context.chain()
  const plan = parsePlan(claim.body, given)
  const state = await readPlanState(client, plan)
  const file = out ?? planName(claim)
  if (state !== 'void') {
    if (!context.settings.dryRun) await writeFileAtomic(file, claim.body)
    const sentence =
      state === 'paid' ? `${given} is paid` : `${given} is not void: ${sendLine(context, file)}`
    return { data: { state, renewed: false, plan, file }, text: () => sentence }
  }
  const renewed = await planAgain(context, client, { claim, plan })
  if (context.settings.dryRun) {
    const text = () => [...renderPayments(context, renewed), 'dry run: nothing was changed'].join('\n')
    return { data: { dryRun: true, plan: renewed }, text }
  }
  const body = await admin.replacePlan(claim.claim, { before: claim.body, after: encodePlan(renewed) })
  await writeFileAtomic(file, body)
  const kept = parsePlan(body, file)
  const next = `Parts that were paid are not paid again; the rest: ${sendLine(context, file)}`
  return {
    data: { state, renewed: true, plan: kept, file },
    text: () => [...renderPayments(context, kept), next].join('\n'),
  }
}

/** The command that pays a plan, as it is typed. */
export const sendLine = (context: Context, file: string): string =>
  nextCommand(context, ['gateway', 'payouts', 'send', file])

/** The claim of a plan: by the file that is given, or by its name where there is no such file. */
async function claimOf(admin: KeyAdmin, given: string): Promise<PaymentClaim | undefined> {
  const [{ planName }, claims] = await Promise.all([import('@subnetkit/gateway'), admin.claims()])
  const named = claims.find((claim) => planName(claim) === basename(given))
  if (named !== undefined) return named
  const { claim: wanted } = await readPlan(given)
  return claims.find(({ claim }) => claim === wanted)
}

/** A refund is drafted again, since the account that was to pay it may have been emptied; of a payout, the void parts alone. */
async function planAgain(
  context: Context,
  client: ChainClient,
  { claim, plan }: { readonly claim: PaymentClaim; readonly plan: PaymentPlan },
): Promise<PaymentPlan> {
  const { draftRefund, renewPlan } = await import('@subnetkit/gateway')
  if (plan.kind === 'payout') return renewPlan(client, plan, Date.now())
  const { address: operator } = termsOf(context)
  const to = plan.parts[0]!.payments[0]!.to
  return draftRefund(client, { claim, operator, creditsPerTao: plan.creditsPerTao, date: Date.now(), to })
}
