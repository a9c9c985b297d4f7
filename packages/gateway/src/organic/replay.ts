import { createHash } from 'node:crypto'

/** A question of the past that may be asked again. */
export interface ReplayedQuestion {
  readonly synapse: string
  readonly input: unknown
  /** Gist of the answer that several operators agreed on. */
  readonly gist: string
}

/** Questions of users who agreed that they are asked again, and hashes of all others. */
export interface ReplayBook {
  /** Notes a question with an agreed answer. The input is kept only if the key has opted in; otherwise its hash is. */
  note(question: ReplayedQuestion & { readonly key: string; readonly optedIn: boolean }, now: number): void
  /** A question that is at least six hours old; null if there is none. Each is asked again once. */
  draw(now: number, random: () => number): ReplayedQuestion | null
  /** Returns true for an input that was asked within the time of retention. */
  knows(input: unknown, now: number): boolean
  /** Deletes everything of a key at once: its owner has left, or has withdrawn. */
  forget(key: string): void
}

const hour = 3_600_000

/** Options of {@link createReplayBook}. */
export interface ReplayOptions {
  /** Least age of a question that is asked again, in ms. @default 21_600_000, six hours */
  readonly minAgeMs?: number | undefined
  /** Time after which questions and hashes are deleted, in ms. @default 604_800_000, a week */
  readonly retentionMs?: number | undefined
  /** Questions and hashes that are kept. @default 10_000 */
  readonly most?: number | undefined
}

interface Entry {
  readonly at: number
  readonly key: string
  readonly hash: string
  /** Null for a key that has not opted in, and for a question that was asked again. */
  question: ReplayedQuestion | null
}

/** Keeps questions for replay in memory: what a process has not asked again by its end is forgotten. */
export function createReplayBook(options: ReplayOptions = {}): ReplayBook {
  const { minAgeMs = 6 * hour, retentionMs = 168 * hour, most = 10_000 } = options
  let entries: Entry[] = []
  const current = (now: number) => {
    entries = entries.filter(({ at }) => now - at < retentionMs).slice(-most)
    return entries
  }
  return {
    note({ key, optedIn, synapse, input, gist }, now) {
      const question = optedIn ? { synapse, input, gist } : null
      current(now).push({ at: now, key, hash: hashOf(input), question })
    },
    draw(now, random) {
      const due = current(now).filter(({ at, question }) => question !== null && now - at >= minAgeMs)
      const entry = due[Math.floor(random() * due.length)]
      if (entry === undefined) return null
      const { question } = entry
      entry.question = null
      return question
    },
    knows(input, now) {
      const hash = hashOf(input)
      return current(now).some((entry) => entry.hash === hash)
    },
    forget(key) {
      entries = entries.filter((entry) => entry.key !== key)
    },
  }
}

const hashOf = (input: unknown) => createHash('sha256').update(JSON.stringify(input)).digest('hex')
