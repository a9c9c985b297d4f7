import { failureIn, type OutboxStatus, type Preflight } from '@subnetkit/chain'
import { z } from 'zod'
import { shareField, versionKeyField } from '../../config/fields.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { failureOf } from '../../output/failure.js'
import { retryHint } from '../../output/retry-hint.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { decide } from './decide.js'
import { renderStatus, statusDocument } from './document.js'
import { openOutbox, viewOutbox } from './open-outbox.js'
import { renderPreflight } from './render-preflight.js'
import { modeField, subjectFields } from './subject.js'
import { numberList, readWeights, uidList } from './vector-input.js'

const schema = z.strictObject({
  ...subjectFields,
  uids: uidList.optional(),
  weights: numberList.optional(),
  weightsFile: z.string().optional(),
  versionKey: versionKeyField,
  maxWeight: shareField.optional(),
  minWeight: shareField.optional(),
  quantile: shareField.optional(),
  mode: modeField,
  wait: z.boolean().default(false),
})

export const action = defineAction(schema, async (context, options) => {
  const { netuid, mechanism, versionKey, mode } = options
  const shares = await readWeights(options)
  const { vectorFromShares } = await import('@subnetkit/core')
  const { preflight, readWeightsState } = await import('@subnetkit/chain')
  const place = { netuid, mechanism }
  const hotkey = await context.keys.hotkeyAddress()
  const client = await context.chain()
  const state = await readWeightsState(client, { ...place, hotkey })
  const { maxWeight, minWeight, quantile } = options
  const policy = {
    ...(maxWeight && { maxWeight }),
    ...(minWeight && { minWeight }),
    ...(quantile && { quantile }),
  }
  const { neurons, minAllowedWeights, maxWeightsLimit } = state
  const limits = { neurons, minAllowedWeights, maxWeightsLimit }
  const vector = { ...vectorFromShares({ shares, policy, limits }), versionKey }
  const checked = await preflight(client, { ...place, hotkey, ...vector, ...(mode && { mode }) })
  const earlier = await viewOutbox(context, client, hotkey, place).status()
  const decision = decide(earlier, vector, checked)

  if (decision.kind === 'already') return outcomeOf(context, decision.status, false)
  if (context.settings.dryRun) {
    return dryRun(context, checked, vector, decision.kind === 'resume' ? decision.sentence : null)
  }
  if (decision.kind === 'new') {
    showChecks(context, checked, vector)
    throwProblem(checked)
    await confirmOrRefuse(context, `Set these weights on subnet ${netuid}?`)
  } else {
    context.progress(`continuing ${decision.key}: ${decision.sentence}`)
  }
  const outbox = await openOutbox(context, client, place)
  const { key } = decision
  if (decision.kind === 'new') await outbox.intend(vector, { key, ...(mode && { mode }) })
  const status = await outbox.settle(key, {
    until: options.wait ? 'settled' : 'confirmed',
    untilRefused: true,
    signal: context.signal,
    onStatus: ({ sentence }) => context.progress(sentence),
  })
  return outcomeOf(context, status, true)
})

type Vector = Parameters<typeof renderPreflight>[1]

/** `underWay`: where the same weights are that were sent before. */
function dryRun({ palette }: Context, checked: Preflight, vector: Vector, underWay: string | null): Outcome {
  const fine = underWay !== null || checked.firstProblem === null
  return {
    data: { dryRun: true, vector, underWay, preflight: checked },
    text: () =>
      [
        ...(underWay === null ? [] : [`the same weights are already on their way: ${underWay}`]),
        ...renderPreflight(checked, vector, palette),
        palette.dim('dry run: nothing was sent'),
      ].join('\n'),
    exitCode: fine ? exitCodes.done : exitCodes.failed,
  }
}

function showChecks({ settings, io, stderr }: Context, checked: Preflight, vector: Vector): void {
  // Never ask for confirmation of a plan that was not shown.
  if (settings.json || (settings.quiet && settings.yes)) return
  io.stderr.write(`${renderPreflight(checked, vector, stderr).join('\n')}\n`)
}

function throwProblem({ firstProblem, checks, block }: Preflight): void {
  if (firstProblem === null) return
  const { code, sentence, fix, retryBlock } = firstProblem
  throw failureOf(
    { code, message: sentence, fix: `${fix}${retryHint(fix ?? '', retryBlock, block.number)}` },
    { retryBlock, checks: checks.filter(({ ok }) => !ok) },
  )
}

function outcomeOf({ palette }: Context, status: OutboxStatus, changed: boolean): Outcome {
  const { entry } = status
  const wrong = failureIn(entry) ?? status.problem
  if (wrong !== null) {
    const { code, cause, reason, fix, retryBlock } = wrong
    throw failureOf({ code, message: reason, fix }, { cause, retryBlock, entry: statusDocument(status) })
  }
  return {
    data: { changed, ...(statusDocument(status) as object) },
    text: () =>
      [...(changed ? [] : ['the chain already holds these weights']), ...renderStatus(status, palette)].join(
        '\n',
      ),
  }
}
