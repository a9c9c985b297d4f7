import type { Constraint } from './constraints.js'

/**
 * Follows instructions about the form of a text by planning it: which words stand where, in how many sentences, in which
 * letters. For a model that cannot count its words, such as the built-in one. It sees the prompt and nothing else; nothing is
 * returned for a prompt with an instruction that it does not know.
 */
export function planText(prompt: string): string | undefined {
  const [first = '', ...lines] = prompt.split('\n')
  if (!/follows each of these instructions/.test(first) || lines.length === 0) return undefined
  const read = lines.map(readInstruction)
  const constraints = read.filter((one) => one !== undefined)
  if (constraints.length < lines.length) return undefined
  return constraints.some(({ kind }) => kind === 'keys') ? planObject(constraints) : planProse(constraints)
}

const one = <K extends Constraint['kind']>(constraints: readonly Constraint[], kind: K) =>
  constraints.find((constraint): constraint is Extract<Constraint, { kind: K }> => constraint.kind === kind)

/** Words to fill a text with, by their part in a sentence. */
const parts = [
  ['the', 'a', 'this', 'that', 'every', 'each', 'one', 'some', 'any', 'no'],
  ['old', 'quiet', 'small', 'bright', 'heavy', 'silent', 'broken', 'northern', 'careful', 'distant'],
  ['captain', 'lantern', 'harbor', 'river', 'station', 'garden', 'morning', 'letter', 'island', 'keeper'],
  ['finds', 'holds', 'leaves', 'turns', 'carries', 'follows', 'meets', 'hears', 'counts', 'needs'],
  ['near', 'under', 'after', 'beside', 'before', 'around', 'behind', 'across', 'within', 'for'],
] as const

function planProse(constraints: readonly Constraint[]): string {
  const sentences = one(constraints, 'sentences')?.count ?? 1
  const count = one(constraints, 'words')?.count ?? 10 * sentences
  const slots = Array<string | undefined>(count).fill(undefined)
  slots[0] = one(constraints, 'start')?.word
  slots[count - 1] = one(constraints, 'end')?.word
  const times = one(constraints, 'times')
  const asked = [
    ...(one(constraints, 'include')?.words ?? []),
    ...(one(constraints, 'order')?.words ?? []),
    ...Array<string>(times?.count ?? 0).fill(times?.word ?? ''),
  ]
  // Evenly between the first word and the last.
  for (const [at, word] of asked.entries())
    slots[1 + Math.floor(((at + 0.5) * (count - 2)) / asked.length)] = word

  const letter = one(constraints, 'letter')?.letter
  const taken = new Set([
    ...(one(constraints, 'exclude')?.words ?? []),
    ...slots.filter((word) => word !== undefined),
  ])
  const isFree = (word: string) => !taken.has(word) && !(letter && word.includes(letter))
  const fillers = parts.map((list) => list.filter(isFree))
  const filled = slots.map((word, at) => word ?? fillerAt(fillers, at))
  const text = inSentences(filled, sentences)
  const letters = one(constraints, 'case')?.letters
  return letters === 'lower' ? text.toLowerCase() : letters === 'capital' ? text.toUpperCase() : text
}

/** The next word of the part of speech that is due; of another one if none of it may be used. */
function fillerAt(fillers: readonly (readonly string[])[], at: number): string {
  const due = fillers[at % fillers.length] ?? []
  const list = due.length > 0 ? due : fillers.flat()
  return list[Math.floor(at / fillers.length) % list.length] ?? 'on'
}

function inSentences(all: readonly string[], count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const border = (index: number) => Math.round((index * all.length) / count)
    const sentence = all.slice(border(at), border(at + 1)).join(' ')
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
  }).join(' ')
}

function planObject(constraints: readonly Constraint[]): string {
  const values = new Map<string, unknown>()
  const words = [...parts.flat()].sort()
  for (const constraint of constraints) {
    if (constraint.kind === 'text') {
      const rest = words.filter((word) => word !== constraint.word).slice(0, constraint.count - 1)
      values.set(constraint.key, [constraint.word, ...rest].join(' '))
    }
    if (constraint.kind === 'list') {
      values.set(
        constraint.key,
        words.filter((word) => word.length >= constraint.letters).slice(0, constraint.count),
      )
    }
  }
  const sum = one(constraints, 'sum')
  if (sum) {
    const list = values.get(sum.list)
    values.set(sum.key, Array.isArray(list) ? list.join('').length : 0)
  }
  return JSON.stringify(
    Object.fromEntries((one(constraints, 'keys')?.keys ?? []).map((key) => [key, values.get(key)])),
  )
}

/** Reads one line of the prompt. */
function readInstruction(line: string): Constraint | undefined {
  const text = line.replace(/^- /, '')
  const [word = '', second = ''] = quotedIn(text)
  const [count = 0, letters = 0] = (text.match(/\d+/g) ?? []).map(Number)
  if (/^Write exactly \d+ words\.$/.test(text)) return { kind: 'words', count }
  if (/^Write exactly \d+ sentences\.$/.test(text)) return { kind: 'sentences', count }
  if (text.startsWith('Use each of these words: ')) return { kind: 'include', words: quotedIn(text) }
  if (text.startsWith('Use these words in this order: ')) return { kind: 'order', words: quotedIn(text) }
  if (text.startsWith('Do not use these words: ')) return { kind: 'exclude', words: quotedIn(text) }
  if (/^Use the word ".+" exactly \d+ times\.$/.test(text)) return { kind: 'times', word, count }
  if (text.startsWith('The first word is ')) return { kind: 'start', word }
  if (text.startsWith('The last word is ')) return { kind: 'end', word }
  if (text.startsWith('Do not use the letter ')) return { kind: 'letter', letter: word }
  if (text === 'Write in lower letters only.') return { kind: 'case', letters: 'lower' }
  if (text === 'Write in capital letters only.') return { kind: 'case', letters: 'capital' }
  if (text.startsWith('Write one JSON object ')) return { kind: 'keys', keys: quotedIn(text) }
  if (/" is a text of exactly /.test(text)) return { kind: 'text', key: word, count, word: second }
  if (/" is a list of exactly /.test(text)) return { kind: 'list', key: word, count, letters }
  if (/" is the number of letters of all words in /.test(text))
    return { kind: 'sum', key: word, list: second }
  return undefined
}

const quotedIn = (text: string): string[] => [...text.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word)
