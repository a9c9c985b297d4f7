import type { Random } from '../../tasks/random.js'

/** Comparisons that are run to find the answers on which one fails, at most. */
const mostRuns = 512
/** Small groups that are tried first: where none holds, the comparison itself is at fault. */
const mostProbes = 32
/** Orders in which answers are added. */
const mostOrders = 8
/** Groups of other miners' answers, with each of which a culprit fails: at least, and at most. */
const [leastGroups, mostGroups] = [3, 8]
/** Parts of the sound answers, with one of which at least an answer fails that is left out. */
const parts = 4

/** Inputs of {@link isolate}. */
export interface IsolateOptions<T> {
  /** Returns true if the comparison of some answers holds; throws {@link GiveUp} if that cannot be known. */
  readonly isSound: (some: readonly T[]) => Promise<boolean>
  readonly minerOf: (one: T) => string
  /** Other miners that an answer is compared with, at least. */
  readonly least: number
  readonly random: Random
}

/** Answers of a group on which a comparison fails. */
export interface Isolated<T> {
  /** Answers that are compared without trouble. */
  readonly sound: readonly T[]
  /** Answers with which it fails, whatever they are compared with. Those that are neither fail beside some others only. */
  readonly culprits: ReadonlySet<T>
}

/** Ends the search without a result. */
export class GiveUp extends Error {}

/**
 * Finds the answers on which a comparison fails while it holds for most of the others; null if no single ones are to blame, such as a bug
 * that any answers meet. A culprit fails beside each of some random groups of others, as small as can be compared: a few miners
 * whose answers fail beside a rival's only do not make it one. Depends on the set of answers and on `random` alone.
 */
export async function isolate<T>(
  members: readonly T[],
  { isSound, minerOf, least, random }: IsolateOptions<T>,
): Promise<Isolated<T> | null> {
  let runs = 0
  const holds = (some: readonly T[]) => {
    runs += 1
    if (runs > mostRuns) throw new GiveUp()
    return isSound(some)
  }
  const countMiners = (some: readonly T[]) => new Set(some.map(minerOf)).size
  const isMost = (some: readonly T[]) => countMiners(some) * 2 > countMiners(members)
  /** Returns groups of answers of different miners that are no others' twice, each as small as can be compared with one of this miner. */
  function groupsBeside(miner: string, others: readonly T[]): readonly (readonly T[])[] {
    const byMiner = new Map(random.shuffle(others).map((one) => [minerOf(one), one]))
    byMiner.delete(miner)
    const answers = [...byMiner.values()]
    const count = Math.min(mostGroups, Math.floor(answers.length / least))
    return Array.from({ length: count }, (_, at) => answers.slice(at * least, (at + 1) * least))
  }
  async function isAnythingSound(): Promise<boolean> {
    for (let probe = 0; probe < mostProbes; probe += 1) {
      const one = random.pick(members)
      const [group] = groupsBeside(minerOf(one), members)
      if (group === undefined) return false
      if (await holds([one, ...group])) return true
    }
    return false
  }
  /** Adds as many of the candidates as go with those that are sound. */
  async function extend(sound: readonly T[], candidates: readonly T[]): Promise<readonly T[]> {
    if (await holds([...sound, ...candidates])) return [...sound, ...candidates]
    if (candidates.length === 1) return sound
    const middle = candidates.length >> 1
    const half = await extend(sound, candidates.slice(0, middle))
    return extend(half, candidates.slice(middle))
  }
  async function isCulprit(one: T, sound: readonly T[]): Promise<boolean> {
    const groups = groupsBeside(minerOf(one), sound)
    if (groups.length < leastGroups) return false
    for (const group of groups) if (await holds([...group, one])) return false
    return true
  }
  /** True if an answer fails beside a part of the others, and not only beside so many. */
  async function failsBesideSome(one: T, sound: readonly T[]): Promise<boolean> {
    for (let part = 0; part < parts; part += 1) {
      if (!(await holds([...sound.filter((_, at) => at % parts === part), one]))) return true
    }
    return false
  }
  async function search(): Promise<Isolated<T> | null> {
    if (!(await isAnythingSound())) return null
    for (let order = 0; order < mostOrders; order += 1) {
      const sound = await extend([], random.shuffle(members))
      if (!isMost(sound)) continue
      const kept = new Set(sound)
      const culprits = new Set<T>()
      for (const one of members) {
        if (kept.has(one)) continue
        if (await isCulprit(one, sound)) culprits.add(one)
        else if (!(await failsBesideSome(one, sound))) return null
      }
      return { sound, culprits }
    }
    return null
  }
  try {
    return await search()
  } catch (error) {
    if (error instanceof GiveUp) return null
    throw error
  }
}
