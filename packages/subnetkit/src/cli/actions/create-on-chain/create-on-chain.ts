import type { ChainClient, HyperparameterChange, Plan } from '@subnetkit/chain'
import { z } from 'zod'
import { taoField } from '../../config/fields.js'
import { addressOnly } from '../../context/address-only.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { planUnderCap } from '../../plan/cap.js'
import { confirmAndRun, dryRun } from '../../plan/carry-out.js'
import { renderPlan } from '../../plan/render-plan.js'
import { defineAction } from '../../program/define-action.js'
import { acceptField } from '../hyperparams/accept.js'
import { renderChanges } from '../hyperparams/render-changes.js'
import { previewRest, renderLater } from './preview.js'
import { refuseUnsound } from './refuse-unsound.js'
import { readSubnetFile } from './subnet-file.js'

const schema = z.strictObject({
  maxLock: taoField.optional(),
  /** `--no-start` sets it to false. */
  start: z.boolean().default(true),
  accept: acceptField,
})

export const action = defineAction(schema, async (context, options, [path = '']) => {
  const { planHyperparameters, planStart, planSubnet, planSubnetIdentity, runPlan } = await import(
    '@subnetkit/chain'
  )
  const { identity, hyperparameters } = await readSubnetFile(path)
  const [hotkey, coldkey] = await Promise.all([context.keys.hotkeyAddress(), context.keys.coldkeyAddress()])
  const client = await context.chain()
  const creation = await planUnderCap(options.maxLock, (maxLock) =>
    planSubnet(client, { hotkey, coldkey, maxLock, identity }),
  )
  if (!creation.done) refuseUnsound(path, hyperparameters, options.accept)
  const rest = (netuid: number) => ({
    identity: identity && (() => planSubnetIdentity(client, { netuid, coldkey, identity })),
    start: options.start ? () => planStart(client, { netuid, coldkey }) : undefined,
    hyperparameters: () =>
      planHyperparameters(client, { netuid, coldkey, wanted: hyperparameters, accept: options.accept }),
  })

  if (context.settings.dryRun) {
    if (!creation.done) {
      const later = previewRest({ coldkey, start: options.start, hyperparameters })
      const outcome = dryRun(context, [creation])
      return {
        ...outcome,
        data: { dryRun: true, plans: [creation, ...later] },
        text: () =>
          [
            ...renderPlan(creation, context.palette),
            ...later.flatMap((plan) => renderLater(plan, context.palette)),
            context.palette.dim('dry run: nothing was sent'),
          ].join('\n'),
      }
    }
    const { value } = await runPlan(client, addressOnly(coldkey), creation)
    const parts = rest(value)
    const plans = [parts.identity, parts.start, parts.hyperparameters].flatMap((plan) => plan ?? [])
    return dryRun(context, [creation, ...(await Promise.all(plans.map((plan): Promise<Plan> => plan())))])
  }

  const { value: netuid, changed: created } = await confirmAndRun(context, client, creation)
  const parts = rest(netuid)
  if (parts.identity) await confirmAndRun(context, client, await parts.identity())
  const waiting: Waiting[] = []
  if (parts.start) waiting.push(...(await runUnlessEarly(context, client, await parts.start())))
  const plan = await parts.hyperparameters()
  const { value: applied } = await confirmAndRun(context, client, plan)
  const changes = plan.changes.filter(({ waits }) => waits !== null)
  return {
    data: { netuid, created, applied, waiting: [...waiting, ...changes] },
    text: () => summary(context, { netuid, created, applied, waiting, changes }),
    exitCode: waiting.length + changes.length === 0 ? exitCodes.done : exitCodes.failed,
  }
})

/** A part that the chain does not take yet. */
interface Waiting {
  readonly name: string
  readonly reason: string
  readonly retryBlock: number | null
}

/** A start that comes too early does not fail the rest: it is reported, and the next run does it. */
async function runUnlessEarly(
  context: Context,
  client: ChainClient,
  plan: Plan<number>,
): Promise<readonly Waiting[]> {
  const [early, ...others] = plan.problems
  if (early?.code === 'SUBNET_START_EARLY' && others.length === 0) {
    return [{ name: 'start', reason: early.message, retryBlock: early.retryBlock }]
  }
  await confirmAndRun(context, client, plan)
  return []
}

function summary(
  { palette }: Context,
  result: {
    readonly netuid: number
    readonly created: boolean
    readonly applied: readonly string[]
    readonly waiting: readonly Waiting[]
    readonly changes: readonly HyperparameterChange[]
  },
): string {
  const { netuid, created, applied, waiting, changes } = result
  const later = ({ reason, retryBlock }: Waiting) =>
    `${palette.warn('…')} ${reason}${retryBlock === null ? '' : `; run it again from block ${retryBlock} on`}`
  return [
    `${palette.good('✓')} subnet ${netuid} ${created ? 'is created' : 'was there already'}`,
    ...(applied.length === 0 ? [] : [`${palette.good('✓')} set: ${applied.join(', ')}`]),
    ...waiting.map(later),
    ...renderChanges(changes, palette),
  ].join('\n')
}
