import {
  criterion,
  defineSubnet,
  type Random,
  rubric,
  type Subnet,
  synapse,
  type Task,
  taskSource,
  z,
} from 'subnetkit'

const protocol = {
  solve: synapse({
    input: z.object({ steps: z.array(z.int()) }),
    output: z.object({ steps: z.array(z.int()) }),
  }),
}

const steps = 5
const families = ['easy', 'medium', 'hard'] as const
/** Power of a miner's chance: what half of the medium tasks is to it, is 71 % of the easy and 25 % of the hard ones. */
const difficulty = { easy: 0.5, medium: 1, hard: 2 } as const

/** Settings of the tasks and their rubric. */
export interface ExamSetting {
  readonly tasksPerMiner: number
  /** True if every miner is asked the same number of tasks of each difficulty. */
  readonly balanced: boolean
  /** True if the rubric pays for each of the steps of a task, rather than for a whole solution. */
  readonly partial: boolean
}

/** A subnet, and how a miner of some strength answers its tasks. */
export interface Exam {
  readonly subnet: Subnet
  /** Answer of a miner that solves tasks of medium difficulty with a chance of `strength`. */
  answer(task: Task, strength: number, luck: Random): unknown
}

/** A subnet whose tasks have five steps each, in three families of different difficulty. */
export function examOf({ tasksPerMiner, balanced, partial }: ExamSetting): Exam {
  const tasks = taskSource({
    protocol,
    families: families.map((name) => ({
      ...{ name, synapse: 'solve' as const },
      ...(balanced && { tasksPerMiner: tasksPerMiner / families.length }),
      draw(random: Random) {
        const asked = Array.from({ length: steps }, () => random.int(0, 999))
        return { input: { steps: asked }, truth: asked.map((step) => step + 1) }
      },
    })),
    ...(!balanced && { tasksPerMiner }),
  })
  const subnet = defineSubnet({
    name: 'exam',
    version: 1,
    protocol,
    tasks,
    rubric: rubric(tasks, {
      criteria: [
        criterion('solved', 1, ({ output, truth }) => {
          const right = truth.filter((step, at) => output.steps[at] === step).length / steps
          return partial ? right : Math.floor(right)
        }),
      ],
    }),
  })
  return { subnet: subnet as unknown as Subnet, answer: answerOf }
}

/** Answer of a miner that solves a whole task with a chance that follows from its strength, step by step or not at all. */
function answerOf({ family, truth }: Pick<Task, 'family' | 'truth'>, strength: number, luck: Random) {
  const chance = strength ** difficulty[family as keyof typeof difficulty]
  // Each step fails on its own; a whole solution has all of them.
  const isRight = () => luck.next() < chance ** (1 / steps)
  return { steps: (truth as readonly number[]).map((step) => (isRight() ? step : -1)) }
}
