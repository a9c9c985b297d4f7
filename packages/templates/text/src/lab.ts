import type { Random } from 'subnetkit'
import { defineAgent, defineLab } from 'subnetkit/lab'
import type { Constraint } from './constraints.js'
import type { Truth } from './correctness.js'
import { instructionPrompt } from './instructions.js'
import { planText } from './planner.js'
import subnet from './subnet.js'

/** Power of a miner's chance, by family: what models find easier or harder. */
const difficulty: Readonly<Record<string, number>> = {
  ...{ capitals: 0.5, arithmetic: 0.5, 'word-problem': 0.7, sorting: 0.7 },
  ...{ quotation: 1, 'next-words': 1.3, 'state-tracking': 1.5, instructions: 1 },
}

/** Has a program for every family, as the card measures it. */
const programmer = defineAgent<typeof subnet>({
  name: 'programmer',
  about: 'has a program for every family of the public generator, and no model',
  answer: async ({ solve }) => ({ output: await solve(1), work: 0.0025 }),
})

/** The subnet with miners that solve a share of its tasks: `npm run sim` plays cheats against them. */
export default defineLab({
  subnet,
  solve({ family, synapse, truth }, { skill, random }) {
    const text = textOf(truth, skill ** (difficulty[family] ?? 1), random)
    const end = { tokensUsed: 1, finishReason: 'stop' as const, modelId: 'simulated' }
    return synapse === 'stream' ? [{ text, end }] : { completion: text, ...end }
  },
  agents: [programmer],
  weaknesses: [
    {
      agent: 'programmer',
      // 13.7 in 40 epochs beside 17 others: only what its registration costs bounds it, the less the longer it stays.
      ratio: 20,
      why: 'the generator is public: programs answer every family for a four-hundredth of the work, and answers are what is bought',
    },
    {
      agent: 'overfitter',
      ratio: 1.5,
      why: 'programs for half of the families earn a tenth of the pay for a twentieth of the work, and a registration is paid once',
    },
    {
      agent: 'tier-gamer',
      uses: ['stake'],
      ratio: 1.2,
      why: 'consensus takes the view of most of the stake: who serves those validators alone is paid nearly all',
    },
    {
      agent: 'turncoat',
      uses: ['young'],
      ratio: 1.1,
      why: 'averages forget slowly: a miner that stops shortly before the end is paid for rounds without work',
    },
  ],
})

/** The right text, or a wrong one; of instructions each is followed or not. */
function textOf(truth: Truth, chance: number, random: Random): string {
  if (truth.kind === 'instructions') {
    const followed = truth.constraints.filter((one) => isLength(one) || random.chance(chance))
    return planText(instructionPrompt(followed)) ?? ''
  }
  if (!random.chance(chance)) return 'wrong'
  if (truth.kind === 'number') return String(truth.value)
  return truth.kind === 'list' ? truth.values.join(' ') : truth.text
}

const isLength = ({ kind }: Constraint) => kind === 'words' || kind === 'keys'
