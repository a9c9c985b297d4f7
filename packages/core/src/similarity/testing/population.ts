import { hash } from 'node:crypto'
import { mix } from '../../rubric/round/mix.js'
import type { FlaggableAnswer } from '../flagged-answer.js'
import { withLikeness } from '../likeness.js'

/** Tasks of a population, by what honest answers to them look like. */
export const manners = ['essay', 'extract', 'stated', 'derived', 'number'] as const
type Manner = (typeof manners)[number]

/** Families of those tasks; `own` is the essay that each miner has a topic of its own for. */
export const families = Object.fromEntries(
  [...manners, 'own'].map((name) => [name, { synapse: 'ask', shared: name !== 'own' }]),
)

/** As many tasks of one family as a round may have. */
const numbers = Array.from({ length: 6 }, () => 'number' as const)

/** Cheats that a population may have. */
export type Cheat = 'copy' | 'relay' | 'errors' | 'canned'

/** Answer of a round, before it has a likeness. */
interface Given {
  readonly hotkey: string
  readonly taskId: string
  readonly family: string
  readonly input: unknown
  readonly truth: unknown
  readonly text: string
  /** Score of its criterion. */
  readonly score: number
  readonly at: number
}

/** Fast numbers from a seed: a population draws some hundred thousand. */
function dice(seed: string) {
  let state = Number.parseInt(hash('sha256', seed, 'hex').slice(0, 8), 16)
  const next = () => {
    state = (state + 0x9e_37_79_b9) | 0
    return mix(state) / 2 ** 32
  }
  return { next, int: (least: number, below: number) => least + Math.floor(next() * (below - least)) }
}
type Dice = ReturnType<typeof dice>

const word = (random: Dice, of: number) => `${'bcdfghklmnprstvw'[random.int(0, 16)]}${of.toString(36)}a`

/** A text of a topic: words of a small vocabulary, the frequent ones more often. */
function essay(random: Dice, topic: readonly string[], words: number): string {
  return Array.from({ length: words }, () => topic[Math.floor(topic.length * random.next() ** 2)]!).join(' ')
}

/**
 * Plays a round of honest miners of graded strength: essays of their own, spans of a text, long answers that the truth states or that follow
 * from the task, and numbers with the common mistakes; then adds two miners that cheat.
 */
export function playRound(
  seed: string,
  { miners, cheat }: { readonly miners: number; readonly cheat?: Cheat },
): readonly FlaggableAnswer[] {
  const random = dice(seed)
  const given: Given[] = []
  const strengths = Array.from({ length: miners }, (_, at) => 0.3 + (0.65 * at) / miners)
  const drawn: readonly Manner[] = [...manners, ...manners, 'essay', 'essay', ...numbers]
  const tasks = drawn.map((manner, at) => newTask(random, manner, `t${at}`))
  for (const [at, strength] of strengths.entries()) {
    const hotkey = `miner-${at}`
    const startedAt = 1_000_000 + random.int(0, 60_000)
    for (const task of tasks)
      given.push({ hotkey, ...answer(random, task, strength), at: startedAt + random.int(100, 4_000) })
    const own = { ...newTask(random, 'essay', 'own'), family: 'own' }
    given.push({ hotkey, ...answer(random, own, strength), at: startedAt + random.int(100, 4_000) })
  }
  if (cheat) given.push(...cheats(random, cheat, given))
  return given.map(looked)
}

interface Played {
  readonly manner: Manner
  readonly taskId: string
  readonly family: string
  readonly input: unknown
  readonly truth: unknown
  readonly topic: readonly string[]
  readonly right: string
}

function newTask(random: Dice, manner: Manner, taskId: string): Played {
  const topic = Array.from({ length: 220 }, (_, at) => word(random, at * 97 + random.int(0, 90)))
  const right = manner === 'number' ? String(random.int(1_000, 100_000)) : essay(random, topic, 40)
  const passage = essay(random, topic, 300)
  const input = manner === 'extract' ? { passage } : { topic: topic[0], about: random.int(0, 2 ** 31) }
  return {
    manner,
    taskId,
    family: manner,
    input,
    truth: manner === 'stated' || manner === 'number' ? right : null,
    topic,
    right,
  }
}

function answer(random: Dice, task: Played, strength: number) {
  const { manner, taskId, family, input, truth, topic, right } = task
  const isRight = random.next() < strength
  const common = { taskId, family, input, truth, score: isRight ? 1 : 0.2 }
  if (manner === 'number') {
    const mistakes = [Number(right) + 1, Number(right) - 1, Number(right) * 10, 0]
    const wrong = random.next() < 0.6 ? mistakes[random.int(0, mistakes.length)]! : random.int(0, 100_000)
    return { ...common, text: isRight ? right : String(wrong) }
  }
  if (manner === 'extract') {
    const { passage } = input as { passage: string }
    return { ...common, text: isRight ? passage.slice(0, 400) : passage.slice(200, 700) }
  }
  if (manner === 'stated') return { ...common, text: isRight ? right : essay(random, topic, 40) }
  // What most miners find, as good ones do; the others write something of their own.
  if (manner === 'derived')
    return { ...common, score: 1, text: random.next() < 0.8 ? right : essay(random, topic, 40) }
  return { ...common, text: essay(random, topic, random.int(60, 140)) }
}

/** Answers of one or two miners more, which cheat. */
function cheats(random: Dice, cheat: Cheat, given: readonly Given[]): readonly Given[] {
  const source = given.filter(({ hotkey, family }) => hotkey === 'miner-0' && family !== 'own')
  const both = ['cheat', 'accomplice']
  switch (cheat) {
    case 'copy':
      return source.map((one) => {
        const text = one.text.replace(/ \w+/, ' so')
        return { ...one, hotkey: 'cheat', text, at: 1_000_000 + random.int(0, 60_000) }
      })
    case 'relay':
      return source.map((one) => ({ ...one, hotkey: 'cheat', at: one.at + random.int(40, 800) }))
    case 'errors': {
      const numbers = source.filter(({ family }) => family === 'number')
      return both.flatMap((hotkey) =>
        numbers.map((one) => ({ ...one, hotkey, score: 0.2, text: `${one.taskId}${7_919 * one.at}` })),
      )
    }
    case 'canned': {
      const text = essay(random, newTask(random, 'essay', 'own').topic, 40)
      const input = (hotkey: string) => ({ topic: hotkey })
      const common = { family: 'own', taskId: 'own', truth: null, score: 0.6, at: 1_000_000 }
      return both.map((hotkey) => ({ ...common, hotkey, text, input: input(hotkey) }))
    }
  }
}

function looked({ hotkey, taskId, family, input, truth, text, score, at }: Given): FlaggableAnswer {
  const output = { text }
  const bare = {
    value: score,
    failedGate: null,
    criteria: [{ name: 'right', weight: 1, score }],
    factors: [],
  }
  const parts = withLikeness({}, bare, { family, input, truth, output, receivedAt: at })!
  return { hotkey, taskId, family, score, parts, answerHash: hash('sha256', text, 'hex') }
}
