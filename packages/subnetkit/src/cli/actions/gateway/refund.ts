import { showUnits } from '@subnetkit/base'
import type { KeyAdmin, PaymentClaim, PaymentPlan } from '@subnetkit/gateway'
import { z } from 'zod'
import { checkAddress } from '../../context/address.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'
import { openAdmin } from './open-admin.js'
import { carryOutPlan, describePaid, renderPayments, savePlan, termsOf } from './plan-files.js'

const schema = z.strictObject({ to: z.string().optional(), out: z.string().min(1).optional() })

export const action = defineAction(schema, async (context, { to, out }, [id]) => {
  const keyId = id ?? ''
  const { address: operator, creditsPerTao } = termsOf(context)
  const target = to === undefined ? undefined : await checkAddress('--to', to)
  const { draftRefund } = await import('@subnetkit/gateway')
  const admin = await openAdmin(context)
  const client = await context.chain()
  const { genesisHash: genesis } = client.status()
  const draft = (claim: PaymentClaim) =>
    draftRefund(client, {
      ...{ claim, operator, creditsPerTao, date: Date.now() },
      to: target ?? soleSender(claim),
    })
  const open = await unsent(context, admin, keyId)
  if (!context.settings.yes || context.settings.dryRun) {
    const plan = open ?? (await draft(await admin.claimRefund({ keyId, genesis, dryRun: true })))
    const last = 'dry run: nothing was changed; pass --yes to pay it back'
    return { data: { dryRun: true, plan }, text: () => [...renderPayments(context, plan), last].join('\n') }
  }
  const plan = open ?? (await claimAndSave())
  const parts = await carryOutPlan(context, plan)
  const done = `refunded ${showUnits(BigInt(plan.totalRao))} TAO of key ${keyId}`
  return { data: { plan, parts }, text: () => [done, ...parts.map(describePaid)].join('\n') }

  async function claimAndSave(): Promise<PaymentPlan> {
    // Before anything leaves the budget: a receiver that is missing must not leave a claim behind.
    await draft(await admin.claimRefund({ keyId, genesis, dryRun: true }))
    const claim = await admin.claimRefund({ keyId, genesis, dryRun: false })
    return (await savePlan(admin, claim, { plan: await draft(claim), out })).plan
  }
})

/** The plan of an earlier refund of the key that is not paid. Throws PLAN_VOID for one that has to be renewed. */
async function unsent(context: Context, admin: KeyAdmin, keyId: string): Promise<PaymentPlan | null> {
  const { gatewayError, parsePlan, planName, readPlanParts } = await import('@subnetkit/gateway')
  const client = await context.chain()
  const { genesisHash } = client.status()
  for (const { kind, keyId: of, body, claim } of await admin.claims()) {
    if (kind !== 'refund' || of !== keyId || body === null) continue
    const plan = parsePlan(body, claim)
    if (plan.genesis !== genesisHash) continue
    for (const { part, fate } of await readPlanParts(client, plan)) {
      const { payer, nonce } = part
      if (fate.kind === 'open') return plan
      if (fate.kind === 'void')
        throw gatewayError('PLAN_VOID', { payer, nonce, block: fate.block.number, plan: planName(plan) })
    }
  }
  return null
}

function soleSender({ senders }: PaymentClaim): string {
  const [only, ...others] = senders
  if (only !== undefined && others.length === 0) return only
  throw cliError('USAGE', {
    detail: `the key was paid for by ${senders.length} accounts`,
    fix: 'Pass --to with the address that gets the refund.',
  })
}
