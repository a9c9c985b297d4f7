import { textFamily } from './family.js'
import { people, things } from './vocabulary.js'

/** A sum or a difference in the form of a story. */
export const wordProblem = textFamily({
  name: 'word-problem',
  weight: 20,
  maxTokens: 16,
  ask(random) {
    const [a, b] = [random.int(1, 49), random.int(1, 49)]
    const [name, thing] = [random.pick(people), random.pick(things)]
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
