import { textFamily } from './family.js'

/** Sums and differences below 100. */
export const arithmetic = textFamily({
  name: 'arithmetic',
  weight: 25,
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
