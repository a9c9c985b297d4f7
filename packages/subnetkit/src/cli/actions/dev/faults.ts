import type { ValidatorEvent } from '@subnetkit/core/validator'
import { rubricFaultOf } from '../../../validator/rubric-fault.js'

/** Faults of the rubric in the newest rounds: each is shown once a round, and not for every answer. */
export function createFaults() {
  const seen = new Map<number, { readonly round: number; readonly parts: Set<string> }>()
  return {
    /** True for a task whose fault was shown for this round already. */
    isKnown(mechanism: number, event: ValidatorEvent): boolean {
      const fault = event.kind === 'task-done' ? rubricFaultOf(event.receipt) : null
      if (fault === null || event.kind !== 'task-done') return false
      const last = seen.get(mechanism)
      const parts = last?.round === event.round ? last.parts : new Set<string>()
      const key = `${fault.code} ${fault.part}`
      const isKnown = parts.has(key)
      seen.set(mechanism, { round: event.round, parts: parts.add(key) })
      return isKnown
    },
  }
}
