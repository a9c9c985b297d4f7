import type { HyperparametersPlan } from '@subnetkit/chain'
import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { confirmAndRun, dryRun } from '../../plan/carry-out.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { acceptField } from './accept.js'
import { readHyperparametersFile } from './read-file.js'
import { renderChanges } from './render-changes.js'

const schema = z.strictObject({ netuid: netuidField, accept: acceptField })

export const action = defineAction(schema, async (context, { netuid, accept }, [path = '']) => {
  const { planHyperparameters } = await import('@subnetkit/chain')
  const wanted = await readHyperparametersFile(path)
  const coldkey = await context.keys.coldkeyAddress()
  const client = await context.chain()
  const plan = await planHyperparameters(client, { netuid, coldkey, wanted, accept })
  const waiting = plan.changes.filter(({ waits }) => waits !== null)
  if (context.settings.dryRun) return preview(context, plan)
  const { value, changed, block } = await confirmAndRun(context, client, plan)
  return {
    data: { changed, block, applied: value, waiting },
    text: () => {
      const { palette } = context
      const done = value.length === 0 ? 'nothing to set now' : `set: ${value.join(', ')}`
      return [`${palette.good('✓')} ${done}`, ...renderChanges(waiting, palette)].join('\n')
    },
    exitCode: waiting.length === 0 ? exitCodes.done : exitCodes.failed,
  }
})

function preview(context: Context, plan: HyperparametersPlan): Outcome {
  const outcome = dryRun(context, [plan])
  return {
    ...outcome,
    text: () => [...renderChanges(plan.changes, context.palette), outcome.text()].join('\n'),
  }
}
