import { createHash } from 'node:crypto'
import { scoreAnswer } from 'subnetkit'
import { expect, test } from 'vitest'
import { translate } from './miner.js'
import subnet from './subnet.js'
import { adjectives, adverbs, nouns, verbs } from './tasks.js'

const secret = createHash('sha256').update('translation').digest()
const asked = Array.from({ length: 40 }, (_, number) =>
  subnet.tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, 'a hotkey'),
).flat()

async function earned(answer: (text: string) => string): Promise<number> {
  const scores = await Promise.all(
    asked.map((task) =>
      scoreAnswer(subnet, { task, output: { text: answer(task.input.text) }, latencyMs: 50 }),
    ),
  )
  return scores.reduce((sum, { value }) => sum + value, 0) / scores.length
}

/** A weaker miner: the dictionary alone, in the order of the English words. */
function wordByWord(text: string): string {
  const german = new Map<string, string>([
    ...Object.entries(adjectives),
    ...Object.entries(adverbs),
    ...Object.entries(nouns).map(([english, [noun]]) => [english, noun] as const),
    ...verbs.flatMap(({ english, german }) => english.map((form, at) => [form, german[at] ?? form] as const)),
    ...([
      ['can', 'kann'],
      ['cannot', 'kann nicht'],
      ['has', 'hat'],
      ['wants', 'will'],
      ['to', ''],
    ] as const),
    ['the', 'die'],
    ['not', 'nicht'],
  ])
  return text.replace(/(?:looks?|looked) for|[A-Za-z]+/g, (word) => german.get(word.toLowerCase()) ?? word)
}

test.each([
  ['The teacher sees the old dog.', 'Der Lehrer sieht den alten Hund.'],
  ['Today the woman has not bought the small book.', 'Heute hat die Frau das kleine Buch nicht gekauft.'],
  [
    'Often the child does not want to look for the big cat.',
    'Oft will das Kind die große Katze nicht suchen.',
  ],
])('%s', (english, german) => {
  expect(translate(english)).toBe(german)
})

test('rules earn all, a dictionary some, the untranslated text next to nothing', async () => {
  expect(await earned(translate)).toBe(1)
  const dictionary = await earned(wordByWord)
  expect(dictionary).toBeGreaterThan(0.08)
  expect(dictionary).toBeLessThan(0.3)
  expect(await earned((text) => text)).toBeLessThan(0.05)
  expect(await earned(() => 'Der Lehrer sieht den alten Hund.')).toBeLessThan(0.05)
})
