import { createHash } from 'node:crypto'

/**
 * Returns the one of `names` with the highest hash beside the key: the same one in every process, whatever their order. A name
 * that joins takes its share of the keys from all others, and one that leaves gives its keys to them; no other key moves.
 */
export function rendezvous(key: string, names: readonly string[]): string {
  const [first, ...others] = names.map((name) => ({ name, weight: weightOf(name, key) }))
  if (first === undefined) throw new Error('no names to choose from')
  return others.reduce((best, one) => (one.weight.compare(best.weight) > 0 ? one : best), first).name
}

/** Two names never have the same hash. */
const weightOf = (name: string, key: string) => createHash('sha256').update(`${name}\n${key}`).digest()
