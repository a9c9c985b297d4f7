import { textFamily } from './family.js'
import { people, places, things } from './vocabulary.js'

/**
 * Asks for the place of a thing after two to four moves, the later ones undoing earlier ones. Only eight answers exist,
 * so the weight is low: a fixed answer is right one time in eight.
 */
export const stateTracking = textFamily({
  name: 'state-tracking',
  weight: 6,
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
