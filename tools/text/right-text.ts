import type { Truth } from '@subnetkit/subnet-text/correctness'
import { instructionPrompt } from '@subnetkit/subnet-text/instructions'
import { planText } from '@subnetkit/subnet-text/planner'

/** Right answer to a task, as a miner would write it. */
export function rightText(truth: Truth): string {
  if (truth.kind === 'number') return String(truth.value)
  if (truth.kind === 'list') return truth.values.join(' ')
  return truth.kind === 'instructions' ? (planText(instructionPrompt(truth.constraints)) ?? '') : truth.text
}
