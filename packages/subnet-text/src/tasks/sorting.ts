import { textFamily } from './family.js'

/** Three to five digits to be put in order; never such that come in order already, or all the same. */
export const sorting = textFamily({
  name: 'sorting',
  weight: 20,
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
