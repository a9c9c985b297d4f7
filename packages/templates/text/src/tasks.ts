import { type Random, type TaskFamily, taskSource } from 'subnetkit'
import type { Truth } from './correctness.js'
import { drawInstructions, instructionPrompt } from './instructions.js'
import { isPlain, passagePrompt, passages, sentences, words } from './passages.js'
import { protocol, type TextProtocol } from './protocol.js'

/** A prompt and what only the validator knows about it. */
export interface Question {
  readonly prompt: string
  readonly truth: Truth
}

/**
 * Where the traffic of users feeds scores, tasks have the settings of their requests. A text that ends an answer stays with users: it could
 * end a right one early.
 */
const open = { maxTokens: 'more', temperature: 'any', seed: 'any' } as const

/** A kind of question that is sent through the `complete` synapse, greedy, with its own seed. */
export function textFamily<const Name extends string>(options: {
  readonly name: Name
  /** Relative frequency of the family. */
  readonly weight: number
  /** Most tokens that an answer takes. */
  readonly maxTokens: number
  readonly ask: (random: Random) => Question
}): TaskFamily<Pick<TextProtocol, 'complete'>, Truth, Name> {
  const { name, weight, maxTokens, ask } = options
  return {
    name,
    weight,
    synapse: 'complete',
    open,
    draw(random) {
      const { prompt, truth } = ask(random)
      return { input: { prompt, maxTokens, temperature: 0, seed: random.int(0, 0xffff_ffff) }, truth }
    },
  }
}

/** Sums and differences below 100. */
const arithmetic = textFamily({
  name: 'arithmetic',
  weight: 15,
  maxTokens: 16,
  ask(random) {
    const [a, b] = [random.int(0, 99), random.int(0, 99)]
    if (random.chance(0.5)) {
      return { prompt: `What is ${a} plus ${b}?`, truth: { kind: 'number', value: a + b } }
    }
    const [more, less] = [Math.max(a, b), Math.min(a, b)]
    return { prompt: `What is ${more} minus ${less}?`, truth: { kind: 'number', value: more - less } }
  },
})

/** A sum or a difference in the form of a story. */
const wordProblem = textFamily({
  name: 'word-problem',
  weight: 13,
  maxTokens: 16,
  ask(random) {
    const [a, b] = [random.int(1, 49), random.int(1, 49)]
    const [name, thing] = [random.pick(people), random.pick(countable)]
    const question = `How many ${thing}s does ${name} have?`
    if (random.chance(0.5)) {
      return {
        prompt: `${name} has ${a} ${thing}s and finds ${b} more. ${question}`,
        truth: { kind: 'number', value: a + b },
      }
    }
    const [more, less] = [Math.max(a, b), Math.min(a, b)]
    return {
      prompt: `${name} has ${more} ${thing}s and loses ${less}. ${question}`,
      truth: { kind: 'number', value: more - less },
    }
  },
})

/** Three to five digits to be put in order; never such that come in order already, or all the same. */
const sorting = textFamily({
  name: 'sorting',
  weight: 12,
  maxTokens: 24,
  ask(random) {
    for (;;) {
      const values = Array.from({ length: random.int(3, 5) }, () => random.int(0, 9))
      const sorted = values.toSorted((a, b) => a - b)
      if (values.join() === sorted.join()) continue
      return { prompt: `Sort these numbers: ${values.join(' ')}`, truth: { kind: 'list', values: sorted } }
    }
  },
})

/** The sentence of a passage that holds a word, to be quoted to the letter. The word occurs once in the passage. */
const quotation = textFamily({
  name: 'quotation',
  weight: 8,
  maxTokens: 160,
  ask(random) {
    const { text } = random.pick(passages())
    const all = words(text)
    const word = random.pick(all.filter((candidate) => isPlain(candidate) && occursOnce(all, candidate)))
    const sentence = sentences(text).find((candidate) => words(candidate).includes(word))
    if (sentence === undefined) throw new Error(`no sentence of the passage holds ${word}`)
    return {
      prompt: passagePrompt(text, `Quote the sentence of the passage that contains the word "${word}".`),
      truth: { kind: 'quotation', text: sentence },
    }
  },
})

function occursOnce(all: readonly string[], word: string): boolean {
  return all.indexOf(word) === all.lastIndexOf(word)
}

const span = 3

/** The three words that follow three given ones in a sentence of a passage. The given ones occur once. */
const nextWords = textFamily({
  name: 'next-words',
  weight: 11,
  maxTokens: 32,
  ask(random) {
    const { text } = random.pick(passages())
    const { given, asked } = random.pick(placesIn(text))
    return {
      prompt: passagePrompt(text, `Which three words follow "${given}" in the passage?`),
      truth: { kind: 'phrase', text: asked },
    }
  },
})

interface Place {
  readonly given: string
  readonly asked: string
}

/** Places that are known, by passage: to look for them takes longer than all else of a draw. */
const known = new Map<string, readonly Place[]>()

/** Places of a passage at which three words are followed by three others of the same sentence, and occur once. */
function placesIn(text: string): readonly Place[] {
  const found = known.get(text)
  if (found) return found
  const times = new Map<string, number>()
  for (const run of runsOf(words(text), span)) times.set(run.join(' '), (times.get(run.join(' ')) ?? 0) + 1)
  const places = sentences(text)
    .flatMap((sentence) => runsOf(words(sentence), 2 * span))
    .map((run) => ({ given: run.slice(0, span).join(' '), asked: run.slice(span).join(' ') }))
    .filter(({ given }) => times.get(given) === 1)
  known.set(text, places)
  return places
}

/** All runs of `length` neighbouring words. */
function runsOf(all: readonly string[], length: number): string[][] {
  return Array.from({ length: Math.max(0, all.length - length + 1) }, (_, start) =>
    all.slice(start, start + length),
  )
}

/**
 * Asks for the place of a thing after two to four moves, the later ones undoing earlier ones. Only eight answers exist,
 * so the weight is low: a fixed answer is right one time in eight.
 */
const stateTracking = textFamily({
  name: 'state-tracking',
  weight: 5,
  maxTokens: 16,
  ask(random) {
    const where = new Map<string, string>()
    const moves = Array.from({ length: random.int(2, 4) }, () => {
      const [thing, place] = [random.pick(things), random.pick(places)]
      where.set(thing, place)
      return `${random.pick(people)} moved the ${thing} to the ${place}.`
    })
    const [thing, place] = random.pick([...where])
    return { prompt: `${moves.join(' ')} Where is the ${thing}?`, truth: { kind: 'phrase', text: place } }
  },
})

/** Capitals of the 50 states of the US. A public table: worth little, as anyone can look it up. */
const capitals = textFamily({
  name: 'capitals',
  weight: 4,
  maxTokens: 16,
  ask(random) {
    const [state, capital] = random.pick(Object.entries(capitalOf))
    return { prompt: `What is the capital of ${state}?`, truth: { kind: 'phrase', text: capital } }
  },
})

/** Instructions about the form of a text, several at once, streamed: the longest answers of this subnet. */
const instructions = {
  ...textFamily({
    name: 'instructions',
    weight: 32,
    maxTokens: 160,
    ask(random) {
      const constraints = drawInstructions(random)
      return { prompt: instructionPrompt(constraints), truth: { kind: 'instructions', constraints } }
    },
  }),
  synapse: 'stream',
} as const

/** All task families of this subnet. Add a family here; its weight sets its frequency. */
export const families = [
  instructions,
  arithmetic,
  wordProblem,
  sorting,
  quotation,
  nextWords,
  stateTracking,
  capitals,
] as const

/**
 * Tasks of each miner and round, every parameter from the round's secret and the miner's hotkey, and as many of each family for
 * every miner. With 32 of them, two validators that ask different ones rank 16 miners alike after ten rounds (rank correlation
 * of at least 0.98): fewer rank luck.
 */
export const tasks = taskSource({ protocol, families, tasksPerMiner: 32, balanced: true })

/** People, things and places of the small stories. The built-in model knows these words and no others. */
const people = ['Mara', 'Otis', 'Juno', 'Felix', 'Nadia', 'Ravi', 'Lena', 'Tomas', 'Iris', 'Hugo']
const things = ['lantern', 'coin', 'ledger', 'key', 'map', 'token', 'compass', 'violin']
/** The built-in model learned plurals in -s only, and several compasses are something else. */
const countable = things.filter((thing) => !thing.endsWith('s'))
const places = ['harbor', 'garden', 'library', 'market', 'tower', 'kitchen', 'station', 'bridge']

const capitalOf: Readonly<Record<string, string>> = {
  Alabama: 'Montgomery',
  Alaska: 'Juneau',
  Arizona: 'Phoenix',
  Arkansas: 'Little Rock',
  California: 'Sacramento',
  Colorado: 'Denver',
  Connecticut: 'Hartford',
  Delaware: 'Dover',
  Florida: 'Tallahassee',
  Georgia: 'Atlanta',
  Hawaii: 'Honolulu',
  Idaho: 'Boise',
  Illinois: 'Springfield',
  Indiana: 'Indianapolis',
  Iowa: 'Des Moines',
  Kansas: 'Topeka',
  Kentucky: 'Frankfort',
  Louisiana: 'Baton Rouge',
  Maine: 'Augusta',
  Maryland: 'Annapolis',
  Massachusetts: 'Boston',
  Michigan: 'Lansing',
  Minnesota: 'Saint Paul',
  Mississippi: 'Jackson',
  Missouri: 'Jefferson City',
  Montana: 'Helena',
  Nebraska: 'Lincoln',
  Nevada: 'Carson City',
  'New Hampshire': 'Concord',
  'New Jersey': 'Trenton',
  'New Mexico': 'Santa Fe',
  'New York': 'Albany',
  'North Carolina': 'Raleigh',
  'North Dakota': 'Bismarck',
  Ohio: 'Columbus',
  Oklahoma: 'Oklahoma City',
  Oregon: 'Salem',
  Pennsylvania: 'Harrisburg',
  'Rhode Island': 'Providence',
  'South Carolina': 'Columbia',
  'South Dakota': 'Pierre',
  Tennessee: 'Nashville',
  Texas: 'Austin',
  Utah: 'Salt Lake City',
  Vermont: 'Montpelier',
  Virginia: 'Richmond',
  Washington: 'Olympia',
  'West Virginia': 'Charleston',
  Wisconsin: 'Madison',
  Wyoming: 'Cheyenne',
}
