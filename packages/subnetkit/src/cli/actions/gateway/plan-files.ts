import { readFile } from 'node:fs/promises'
import { showUnits } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import type { KeyAdmin, PaidPart, PaymentClaim, PaymentPart, PaymentPlan } from '@subnetkit/gateway'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { type Column, renderTable } from '../../output/table.js'

/** Price and wallet of an operator that accepts TAO. Throws USAGE where one of them is not set. */
export function termsOf({ configured }: Context) {
  const { deposits, payouts } = configured.config.gateway ?? {}
  const { address, creditsPerTao } = deposits ?? {}
  if (address !== undefined && creditsPerTao !== undefined) return { address, creditsPerTao, payouts }
  throw cliError('USAGE', {
    detail: 'this gateway does not say at which price it accepts TAO',
    fix: 'Pass --deposit-address and --credits-per-tao as the gateway has them, or its --config.',
  })
}

/** Stores the plan of a claim with the gateway first, so that it has one plan for ever, and writes it to a file. */
export async function savePlan(
  admin: KeyAdmin,
  claim: PaymentClaim,
  { plan, out }: { readonly plan: PaymentPlan; readonly out: string | undefined },
): Promise<{ readonly plan: PaymentPlan; readonly file: string }> {
  const { encodePlan, parsePlan, planName } = await import('@subnetkit/gateway')
  const body = await admin.keepPlan(claim.claim, encodePlan(plan))
  const file = out ?? planName(claim)
  await writeFileAtomic(file, body)
  return { plan: parsePlan(body, file), file }
}

export async function readPlan(file: string): Promise<PaymentPlan> {
  const { parsePlan } = await import('@subnetkit/gateway')
  return parsePlan(await readFile(file, 'utf8').catch(() => ''), file)
}

/** Asks, unlocks the wallet once, and pays. */
export async function carryOutPlan(context: Context, plan: PaymentPlan): Promise<readonly PaidPart[]> {
  const { sendPlan } = await import('@subnetkit/gateway')
  const { deriveSoftKeypair } = await import('@subnetkit/wallet')
  const client = await context.chain()
  const receivers = plan.parts.flatMap(({ payments }) => payments).length
  if (!context.settings.json) context.progress(renderPayments(context, plan).join('\n'))
  await confirmOrRefuse(
    context,
    `pay ${showUnits(BigInt(plan.totalRao))} TAO to ${receivers} accounts: continue?`,
  )
  const signerOf = async ({ path }: PaymentPart) => {
    const coldkey = await context.keys.coldkey()
    return path === null ? coldkey : deriveSoftKeypair(coldkey, path)
  }
  return sendPlan(client, plan, {
    signerOf,
    onPart: ({ payer }, paid) =>
      context.progress(
        paid === null ? `sending from ${payer}, then waiting until it is final` : describePaid(paid),
      ),
  })
}

export const describePaid = ({ payer, nonce, block, sent }: PaidPart): string =>
  `${sent ? 'paid' : 'was paid already'} by ${payer} (nonce ${nonce}) in block ${block.number}`

interface Row {
  readonly to: string
  readonly rao: string
  readonly payer: string
}
const columns: readonly Column<Row>[] = [
  { title: 'TO', text: ({ to }) => to, shrinkTo: 11 },
  { title: 'TAO', text: ({ rao }) => showUnits(BigInt(rao)), align: 'right' },
  { title: 'FROM', text: ({ payer }) => payer, shrinkTo: 8, leaves: 1 },
]

/** Payments of a plan as a table, with their sum. */
export function renderPayments(
  { palette, width }: Pick<Context, 'palette' | 'width'>,
  { parts, totalRao, sharePpm, credits, creditsPerTao }: PaymentPlan,
): readonly string[] {
  const rows = parts.flatMap(({ payer, payments }) => payments.map((payment) => ({ ...payment, payer })))
  const terms = `${credits} micro-credits at ${creditsPerTao} for one TAO, of which ${sharePpm / 10_000} % are paid`
  return [
    ...renderTable(columns, rows, { palette, width }),
    `${showUnits(BigInt(totalRao))} TAO in all, for ${terms}`,
  ]
}
