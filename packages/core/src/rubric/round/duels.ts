import type { Random } from '../../tasks/random.js'

/** Two entries that meet, by their places: the smaller place first. */
export type Pairing = readonly [one: number, other: number]

/**
 * Draws pairings in which each entry meets `rivals` others, or all if there are fewer: the entries stand in a circle in
 * random order, and each meets those at a few random distances. An odd number is rounded up, since both ends of a
 * pairing count. Entries of one miner never meet, so one of several may meet fewer.
 */
export function drawPairings(miners: readonly string[], rivals: number, random: Random): Pairing[] {
  const count = miners.length
  const circle = random.shuffle(miners.map((_, at) => at))
  // An entry at half of an even circle is met from both sides at once.
  const halves = Array.from({ length: Math.floor((count - 1) / 2) }, (_, at) => at + 1)
  const needed = Math.ceil(rivals / 2)
  const distances =
    needed >= count / 2
      ? [...halves, ...(count % 2 === 0 ? [count / 2] : [])]
      : random.sample(halves, Math.min(needed, halves.length))
  const pairings: Pairing[] = []
  for (const distance of distances) {
    const steps = distance * 2 === count ? distance : count
    for (let at = 0; at < steps; at += 1) {
      const [one, other] = [circle[at]!, circle[(at + distance) % count]!]
      if (miners[one] !== miners[other]) pairings.push(one < other ? [one, other] : [other, one])
    }
  }
  return pairings
}
