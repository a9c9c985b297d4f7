import { shadowOf, subnetAt } from '@subnetkit/core'
import { z } from 'zod'
import { cliError } from '../../errors.js'
import { loadDefinition } from '../../offline/load-definition.js'
import { defineAction } from '../../program/define-action.js'
import { openValidatorStore } from '../../run/open-store.js'
import { payShift } from './pay-shift.js'
import { renderShadow } from './render-shadow.js'

const schema = z.strictObject({
  offline: z.literal(true).optional(),
  directory: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, { offline, directory }, [argument]) => {
  const { subnet, module, mechanism } = await loadDefinition(context, argument)
  const { store, validator } = await context.unlessInterrupted(openValidatorStore(context, directory))
  const { compareShadow } = await import('@subnetkit/core/validator')
  const version = (await store.activeVersion()) ?? String(subnet.version)
  const active = subnetAt(subnet, version)
  const shadow = shadowOf(subnet, version)
  if (shadow === null) {
    const isAlone = subnet.next === undefined
    throw cliError('USAGE', {
      detail: isAlone
        ? `${module} has no next version`
        : `version ${version} is active, and ${module} has no such version`,
      fix: isAlone
        ? 'Add next with a version and a rubric to defineSubnet.'
        : 'Give the module that the validator runs.',
    })
  }
  const scores = await store.shadowScores(String(shadow.version))
  if (scores.length === 0) {
    throw cliError('FILE_INVALID', {
      path: directory ?? 'the store of the validator',
      detail: `version ${shadow.version} has scored no round in it yet`,
      fix: 'Run the validator with this definition until it has ended a round.',
    })
  }
  const present = await store.scores()
  const { netuid, hotkey } = validator
  const contenders = (await store.neurons()).filter((neuron) => neuron.hotkey !== hotkey)
  const comparison = compareShadow(
    contenders,
    { scores: present, incentive: active.incentive },
    { scores, incentive: shadow.incentive },
  )
  const pay = await payShift(context, {
    ...{ store, netuid, mechanism, hotkey, offline: offline === true },
    active: { scores: present, incentive: active.incentive },
    shadow: { scores, incentive: shadow.incentive },
  })
  const changes = comparison.changes.map((change) => ({
    ...change,
    pay: { active: pay.active.get(change.uid) ?? 0, shadow: pay.shadow.get(change.uid) ?? 0 },
  }))
  const data = {
    ...{ netuid, mechanism, validator: hotkey, module },
    ...{ active: String(active.version), shadow: String(shadow.version) },
    ...comparison,
    changes,
    pay: { source: pay.source, block: pay.block, validators: pay.validators, shifted: pay.shifted },
  }
  return { data, text: () => renderShadow(context, data) }
})
