import textSubnet from '@subnetkit/subnet-text'
import type { Constraint } from '@subnetkit/subnet-text/constraints'
import type { Truth } from '@subnetkit/subnet-text/correctness'
import { instructionPrompt } from '@subnetkit/subnet-text/instructions'
import { planText } from '@subnetkit/subnet-text/planner'
import type { Random, Subnet } from 'subnetkit'
import type { Exam } from './exam.js'

/** Power of a miner's chance, by family: what many models find easier or harder than arithmetic. */
const difficulty: Readonly<Record<string, number>> = {
  ...{ capitals: 0.5, arithmetic: 0.5, 'word-problem': 0.7, sorting: 0.7 },
  ...{ quotation: 1, 'next-words': 1.3, 'state-tracking': 1.5, instructions: 1 },
}

/** The text subnet with its own tasks and rubric, and miners that solve a share of them. */
export function textExam(): Exam {
  return {
    subnet: textSubnet as unknown as Subnet,
    answer({ family, synapse, truth }, strength, luck) {
      const text = textOf(truth as Truth, strength ** (difficulty[family] ?? 1), luck)
      const end = { tokensUsed: 1, finishReason: 'stop', modelId: 'graded' }
      return synapse === 'stream' ? [{ text, end }] : { completion: text, ...end }
    },
  }
}

/** The right text, or a wrong one; of instructions each is followed or not. */
function textOf(truth: Truth, chance: number, luck: Random): string {
  if (truth.kind === 'instructions') {
    const followed = truth.constraints.filter((one) => isLength(one) || luck.chance(chance))
    return planText(instructionPrompt(followed)) ?? ''
  }
  if (!luck.chance(chance)) return 'wrong'
  if (truth.kind === 'number') return String(truth.value)
  return truth.kind === 'list' ? truth.values.join(' ') : truth.text
}

const isLength = ({ kind }: Constraint) => kind === 'words' || kind === 'keys'
