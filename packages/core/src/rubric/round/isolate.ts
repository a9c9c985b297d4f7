import type { Random } from '../../tasks/random.js'

/** Comparisons that are run to find the answers on which one fails, at most. */
const mostRuns = 64
/** Orders in which answers are added. */
const mostOrders = 8
/** Parts of the sound answers, with each of which an answer has to fail by itself. */
const mostParts = 4

/** Inputs of {@link isolate}. */
export interface IsolateOptions<T> {
  /** Returns true if the comparison of some answers holds. */
  readonly isSound: (some: readonly T[]) => Promise<boolean>
  /** Others that an answer is compared with, at least. */
  readonly least: number
  readonly random: Random
}

/** Answers of a group on which a comparison fails. */
export interface Isolated<T> {
  /** Answers that are compared without trouble. */
  readonly sound: readonly T[]
  /** Answers with which it fails, whatever they are compared with. */
  readonly culprits: ReadonlySet<T>
}

/**
 * Finds the answers on which a comparison fails while it holds for most of the others; null if no single ones are to blame, such as a bug
 * that any answers meet. An answer that fails beside some others only is no culprit: those may have copied it. Depends on the set of answers
 * and on `random` alone.
 */
export async function isolate<T>(
  members: readonly T[],
  { isSound, least, random }: IsolateOptions<T>,
): Promise<Isolated<T> | null> {
  let runs = 0
  const holds = (some: readonly T[]) => {
    runs += 1
    if (runs > mostRuns) throw new TooManyRuns()
    return isSound(some)
  }
  /** Adds as many of the candidates as go with those that are sound; gives up once most are left out. */
  async function extend(sound: readonly T[], candidates: readonly T[]): Promise<readonly T[]> {
    if (await holds([...sound, ...candidates])) return [...sound, ...candidates]
    if (candidates.length === 1) return sound
    const middle = candidates.length >> 1
    const half = await extend(sound, candidates.slice(0, middle))
    return extend(half, candidates.slice(middle))
  }
  async function isCulprit(one: T, sound: readonly T[]): Promise<boolean> {
    const parts = Math.max(1, Math.min(mostParts, Math.floor(sound.length / least)))
    for (let part = 0; part < parts; part += 1) {
      if (await holds([...sound.filter((_, at) => at % parts === part), one])) return false
    }
    return true
  }
  try {
    for (let order = 0; order < mostOrders; order += 1) {
      const sound = await extend([], random.shuffle(members))
      if (sound.length * 2 <= members.length) continue
      const culprits = new Set<T>()
      for (const one of members) {
        if (!sound.includes(one) && (await isCulprit(one, sound))) culprits.add(one)
      }
      return culprits.size > 0 ? { sound, culprits } : null
    }
    return null
  } catch (error) {
    if (error instanceof TooManyRuns) return null
    throw error
  }
}

class TooManyRuns extends Error {}
