import { optionsOf, parseOptions } from '@subnetkit/base'
import type { Combine } from './rubric.js'

/** The least of the criteria, whatever their weights: an answer is worth its weakest aspect. Takes no options. */
export function minimum(options?: Readonly<Record<string, never>>): Combine {
  parseOptions(optionsOf({}), options, 'minimum')
  return (scores) => (scores.length === 0 ? 0 : Math.min(...scores.map(({ score }) => score)))
}
