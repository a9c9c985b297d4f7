import { join } from 'node:path'
import { showUnits } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import type { PaymentClaim } from '@subnetkit/gateway'
import { z } from 'zod'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { adviceOn, readClaims, type StatedClaim } from './claim-states.js'
import { openAdmin } from './open-admin.js'
import { carryOutPlan, describePaid, readPlan, renderPayments, savePlan, termsOf } from './plan-files.js'
import { renewPayment, sendLine } from './renew-payment.js'

const schema = z.strictObject({ out: z.string().min(1).optional() })
type Options = z.output<typeof schema>

export const action = defineAction(schema, async (context, options, [verb, file]) => {
  const run = verbs[verb as keyof typeof verbs]
  if (run !== undefined) return run(context, options, file)
  const fix = 'Run subnet gateway payouts plan, send, renew or list.'
  throw cliError('USAGE', { detail: `payouts cannot ${verb ?? 'do nothing'}`, fix })
})

function shareOf(context: Context) {
  const { address: operator, creditsPerTao, payouts } = termsOf(context)
  if (payouts?.share === undefined) {
    const fix =
      'Pass --payout-share, such as 0.8 for 80 %, or set gateway.payouts.share in the configuration.'
    throw cliError('USAGE', { detail: 'the share of the miners is not set', fix })
  }
  const { share, minimumRao = 10_000_000 } = payouts
  return { operator, creditsPerTao, sharePpm: Math.round(share * 1_000_000), minimumRao: BigInt(minimumRao) }
}

const verbs = {
  async plan(context: Context, { out }: Options) {
    const { operator, creditsPerTao, sharePpm, minimumRao } = shareOf(context)
    const { creditsWorth, draftPayout, gatewayError, parsePlan } = await import('@subnetkit/gateway')
    const admin = await openAdmin(context)
    const client = await context.chain()
    const minimum = creditsWorth(minimumRao, creditsPerTao, sharePpm)
    const draft = (claim: PaymentClaim) =>
      draftPayout(client, { claim, operator, creditsPerTao, sharePpm, date: Date.now() })
    if (context.settings.dryRun) {
      const earnings = (await admin.earnings()).filter(({ credits }) => BigInt(credits) >= minimum)
      const credits = earnings.reduce((sum, one) => sum + BigInt(one.credits), 0n)
      if (credits === 0n) throw gatewayError('PAYOUT_EMPTY', {})
      const plan = await draft({ ...dryClaim, earnings, credits: String(credits) })
      const text = () => [...renderPayments(context, plan), 'dry run: nothing was changed'].join('\n')
      return { data: { dryRun: true, plan }, text }
    }
    for (const sentence of adviceOn(context, await readClaims(client, admin))) context.progress(sentence)
    const claim = await admin.claimPayout(String(minimum))
    if (claim === null) throw gatewayError('PAYOUT_EMPTY', {})
    const saved = await savePlan(admin, claim, {
      plan: claim.body === null ? await draft(claim) : parsePlan(claim.body, claim.claim),
      out,
    })
    const next = `Nothing is paid yet: ${sendLine(context, saved.file)}`
    return { data: saved, text: () => [...renderPayments(context, saved.plan), next].join('\n') }
  },
  async send(context: Context, _: Options, file: string | undefined) {
    const plan = await readPlan(given(file))
    if (context.settings.dryRun) {
      const text = () => [...renderPayments(context, plan), 'dry run: nothing was sent'].join('\n')
      return { data: { dryRun: true, plan }, text }
    }
    const parts = await carryOutPlan(context, plan)
    return { data: { id: plan.id, parts }, text: () => parts.map(describePaid).join('\n') }
  },
  async renew(context: Context, { out }: Options, file: string | undefined) {
    return renewPayment(context, given(file), out)
  },
  async list(context: Context, { out }: Options) {
    const claims = await readClaims(await context.chain(), await openAdmin(context))
    for (const { claim, name } of out === undefined ? [] : claims)
      if (claim.body !== null) await writeFileAtomic(join(out ?? '', name), claim.body)
    const { palette, width } = context
    const text = () =>
      claims.length === 0
        ? 'no plans'
        : [...renderTable(columns, claims, { palette, width }), ...adviceOn(context, claims)].join('\n')
    return { data: claims.map(({ claim, name, state }) => ({ ...claim, name, state })), text }
  },
} as const

function given(file: string | undefined): string {
  if (file !== undefined) return file
  throw cliError('USAGE', {
    detail: 'no file of a plan is given',
    fix: 'Run subnet gateway payouts plan for one.',
  })
}

const dryClaim = { claim: 'none', kind: 'payout', keyId: null, rao: null, senders: [], body: null } as const

const columns = [
  { title: 'PLAN', text: ({ name }: StatedClaim) => name },
  { title: 'STATE', text: ({ state }: StatedClaim) => stateTexts[state] },
  { title: 'KEY', text: ({ claim }: StatedClaim) => claim.keyId ?? '' },
  { title: 'CREDITS', text: ({ claim }: StatedClaim) => claim.credits, align: 'right' as const },
  {
    title: 'TAO',
    text: ({ claim: { body } }: StatedClaim) =>
      body === null ? '' : showUnits(BigInt((JSON.parse(body) as { totalRao: string }).totalRao)),
    align: 'right' as const,
  },
]
const stateTexts = {
  paid: 'paid',
  open: 'open',
  void: 'void',
  unwritten: 'not written',
  elsewhere: 'other chain',
} as const
