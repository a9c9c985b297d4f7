import { type Random, synapse, taskSource, z } from 'subnetkit'

export const protocol = {
  translate: synapse({
    input: z.object({ text: z.string().max(400), from: z.literal('en'), to: z.literal('de') }),
    output: z.object({ text: z.string().max(400) }),
    deadline: '4s',
    maxBytes: '4kB',
  }),
}

/** Genders decide articles and endings: der, die, das. */
type Gender = 'm' | 'f' | 'n'
export const nouns: Readonly<Record<string, readonly [german: string, gender: Gender]>> = {
  ...{ teacher: ['Lehrer', 'm'], dog: ['Hund', 'm'], letter: ['Brief', 'm'], apple: ['Apfel', 'm'] },
  ...{ woman: ['Frau', 'f'], cat: ['Katze', 'f'], newspaper: ['Zeitung', 'f'], key: ['Schlüssel', 'm'] },
  ...{ child: ['Kind', 'n'], book: ['Buch', 'n'], house: ['Haus', 'n'], picture: ['Bild', 'n'] },
}
/** Third person, infinitive and participle, in both languages. */
type Forms = readonly [third: string, infinitive: string, participle: string]
export const verbs: readonly { readonly english: Forms; readonly german: Forms }[] = [
  { english: ['sees', 'see', 'seen'], german: ['sieht', 'sehen', 'gesehen'] },
  { english: ['buys', 'buy', 'bought'], german: ['kauft', 'kaufen', 'gekauft'] },
  { english: ['finds', 'find', 'found'], german: ['findet', 'finden', 'gefunden'] },
  { english: ['brings', 'bring', 'brought'], german: ['bringt', 'bringen', 'gebracht'] },
  { english: ['paints', 'paint', 'painted'], german: ['malt', 'malen', 'gemalt'] },
  { english: ['looks for', 'look for', 'looked for'], german: ['sucht', 'suchen', 'gesucht'] },
]
export const adjectives = { old: 'alt', small: 'klein', new: 'neu', big: 'groß', heavy: 'schwer' }
export const adverbs = { today: 'heute', tomorrow: 'morgen', often: 'oft', here: 'hier' }

interface Meaning {
  readonly adverb: keyof typeof adverbs | null
  readonly subject: string
  readonly object: string
  readonly adjective: keyof typeof adjectives
  readonly verb: (typeof verbs)[number]
  readonly form: 'present' | 'can' | 'wants' | 'perfect'
  readonly isNegated: boolean
}

/** Sentences are made from a meaning, in both languages: the validator knows the translation without a dictionary look-up. */
export const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sentence',
      synapse: 'translate',
      draw(random) {
        const meaning = drawMeaning(random)
        return { input: { text: inEnglish(meaning), from: 'en', to: 'de' }, truth: inGerman(meaning) }
      },
    },
  ],
  tasksPerMiner: 8,
})

function drawMeaning(random: Random): Meaning {
  const [subject = '', object = ''] = random.sample(Object.keys(nouns), 2)
  return {
    adverb: random.pick([null, ...(Object.keys(adverbs) as (keyof typeof adverbs)[])]),
    ...{ subject, object, adjective: random.pick(Object.keys(adjectives) as (keyof typeof adjectives)[]) },
    ...{ verb: random.pick(verbs), form: random.pick(['present', 'can', 'wants', 'perfect'] as const) },
    isNegated: random.chance(0.3),
  }
}

function inEnglish({ adverb, subject, object, adjective, verb, form, isNegated }: Meaning): string {
  const [third, infinitive, participle] = verb.english
  const predicate = {
    present: isNegated ? `does not ${infinitive}` : third,
    can: isNegated ? `cannot ${infinitive}` : `can ${infinitive}`,
    wants: isNegated ? `does not want to ${infinitive}` : `wants to ${infinitive}`,
    perfect: isNegated ? `has not ${participle}` : `has ${participle}`,
  }[form]
  return sentence([adverb, 'the', subject, predicate, 'the', adjective, object])
}

/** The verb that is bent comes second, what is left of the predicate last. */
function inGerman({ adverb, subject, object, adjective, verb, form, isNegated }: Meaning): string {
  const [third, infinitive, participle] = verb.german
  const [second, last] = {
    present: [third, null],
    can: ['kann', infinitive],
    wants: ['will', infinitive],
    perfect: ['hat', participle],
  }[form]
  const [[actor, actorGender], [thing, gender]] = [nouns[subject]!, nouns[object]!]
  const nominative = `${{ m: 'der', f: 'die', n: 'das' }[actorGender]} ${actor}`
  const accusative = [
    { m: 'den', f: 'die', n: 'das' }[gender],
    `${adjectives[adjective]}e${gender === 'm' ? 'n' : ''}`,
    thing,
  ]
  const not = isNegated ? 'nicht' : null
  return sentence(
    adverb
      ? [adverbs[adverb], second, nominative, ...accusative, not, last]
      : [nominative, second, ...accusative, not, last],
  )
}

function sentence(parts: readonly (string | null | undefined)[]): string {
  const text = parts.filter((part) => part).join(' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
