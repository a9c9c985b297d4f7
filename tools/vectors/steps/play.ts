import type { ChainMoment } from '../../../packages/devnet/src/chain/chain.js'
import { envelopeOf, submitCall } from './envelope.js'
import type { Outcome, RecordedStep } from './record.js'
import type { World } from './world.js'

/** Runs a recorded step from a moment of the world: what is written before, the calls that prepare it, then itself. */
export function playStep(world: World, moment: ChainMoment, step: RecordedStep): Outcome {
  world.restore(moment)
  world.write(step.pre ?? [])
  for (const prepared of step.setup ?? []) {
    const { outcome } = world.run(prepared, submitCall)
    if (outcome !== 'ok')
      return { outcome: `preparation: ${prepared.call} ${outcome}`, events: [], storage: [] }
  }
  world.mine(step.blocks ?? 0)
  return world.run(step, envelopeOf(step))
}
