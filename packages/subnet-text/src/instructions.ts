import type { Random } from 'subnetkit'
import { type Constraint, sentenceFor } from './constraints.js'
import { isPlain, passages, words } from './passages.js'

const commonWords = ['the', 'of', 'and', 'to', 'in', 'that', 'a', 'is']
const rareLetters = ['b', 'f', 'g', 'j', 'k', 'p', 'q', 'v', 'w', 'x', 'y', 'z']

/** Draws constraints that can be met together: a text in three of four tasks, otherwise a JSON object. */
export function drawInstructions(random: Random): readonly Constraint[] {
  const { text } = random.pick(passages())
  const vocabulary = [...new Set(words(text).filter(isPlain))]
  const fresh = () => vocabulary.splice(random.int(0, vocabulary.length - 1), 1)[0] ?? 'harbor'
  return random.chance(0.25) ? drawObject(random, fresh) : random.shuffle(drawText(random, fresh))
}

/** The prompt of such a task: all that a miner needs. */
export function instructionPrompt(constraints: readonly Constraint[]): string {
  const lines = constraints.map((constraint) => `- ${sentenceFor(constraint)}`)
  return `Write a text that follows each of these instructions.\n${lines.join('\n')}`
}

/** A length, words that have to occur in one of three ways, and two to four of the other kinds. */
function drawText(random: Random, fresh: () => string): Constraint[] {
  const sentences = random.int(1, 4)
  const asked: Constraint[] = [
    { kind: 'words', count: random.int(Math.max(14, 7 * sentences), 36) },
    random.pick<() => Constraint>([
      () => ({ kind: 'include', words: [fresh(), fresh(), fresh()] }),
      () => ({ kind: 'order', words: [fresh(), fresh(), fresh()] }),
      () => ({ kind: 'times', word: fresh(), count: random.int(2, 3) }),
    ])(),
  ]
  const start: Constraint = { kind: 'start', word: fresh() }
  const end: Constraint = { kind: 'end', word: fresh() }
  const used = [...asked, start, end].flatMap(wordsIn)
  const free = rareLetters.filter((letter) => !used.some((word) => word.includes(letter)))
  const more: readonly Constraint[] = [
    { kind: 'sentences', count: sentences },
    { kind: 'exclude', words: random.sample(commonWords, random.int(2, 3)) },
    { kind: 'case', letters: random.pick(['lower', 'capital']) },
    ...(free.length > 0 ? [{ kind: 'letter', letter: random.pick(free) } as const] : []),
    start,
    end,
  ]
  return [...asked, ...random.sample(more, random.int(2, 4))]
}

function drawObject(random: Random, fresh: () => string): readonly Constraint[] {
  const keys = random.sample(['title', 'words', 'total', 'notes', 'items', 'size'], 3)
  const [title = '', list = '', sum = ''] = keys
  return [
    { kind: 'keys', keys: random.shuffle(keys) },
    { kind: 'text', key: title, count: random.int(3, 8), word: fresh() },
    { kind: 'list', key: list, count: random.int(3, 6), letters: random.int(4, 7) },
    { kind: 'sum', key: sum, list },
  ]
}

function wordsIn(constraint: Constraint): readonly string[] {
  if ('words' in constraint) return constraint.words
  return 'word' in constraint ? [constraint.word] : []
}
