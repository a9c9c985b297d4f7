import { frozenCopy } from '../frozen-copy.js'
import { mostFeatureBytes, readJson } from './features.js'

/** Most characters in the key of a verdict. */
const longestKey = 200

/** A verdict, under the criterion, group and key that it was asked for. */
export interface VerdictPlace {
  readonly criterion: string
  readonly group: string
  readonly key: string
}

/** Verdicts of a round, stored before they count. */
export interface VerdictPort {
  /** Verdicts that are stored, by {@link verdictKey}. */
  readonly known: ReadonlyMap<string, unknown>
  /** Stores a verdict unless there is one, and returns the one that is stored. */
  readonly keep: (place: VerdictPlace, verdict: unknown) => Promise<unknown>
}

export const verdictKey = ({ criterion, group, key }: VerdictPlace) => JSON.stringify([criterion, group, key])

/** Verdicts of one comparison. Each key is asked for once, however often it is used, unless asking fails. */
export interface Verdicts {
  readonly verdict: <T>(key: string, ask: () => T | Promise<T>) => Promise<T>
  /** Throws if one could not be stored: the comparison is repeated later, and not left out. */
  check(): void
}

export function createVerdicts(port: VerdictPort, { criterion, group }: Omit<VerdictPlace, 'key'>): Verdicts {
  const asked = new Map<string, Promise<unknown>>()
  let failure: { readonly error: unknown } | undefined

  async function keep(key: string, ask: () => unknown): Promise<unknown> {
    const place = { criterion, group, key }
    if (port.known.has(verdictKey(place))) return frozenCopy(port.known.get(verdictKey(place))).value
    const verdict = readJson(await ask(), mostFeatureBytes)
    try {
      return frozenCopy(await port.keep(place, verdict)).value
    } catch (error) {
      failure ??= { error }
      throw error
    }
  }
  return {
    async verdict<T>(key: string, ask: () => T | Promise<T>) {
      if (typeof key !== 'string' || key.length === 0 || key.length > longestKey) {
        throw new TypeError(`the key of a verdict is no text of 1 to ${longestKey} characters`)
      }
      const known = asked.get(key) ?? keep(key, ask)
      asked.set(key, known)
      // It may be asked for again.
      known.catch(() => asked.delete(key))
      return (await known) as T
    },
    check() {
      if (failure) throw failure.error
    },
  }
}

/** Verdicts that are kept in memory only. */
export function verdictsInMemory(): VerdictPort {
  const known = new Map<string, unknown>()
  return {
    known,
    async keep(place, verdict) {
      known.set(verdictKey(place), verdict)
      return verdict
    },
  }
}
