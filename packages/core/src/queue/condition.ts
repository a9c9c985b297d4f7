import type { SubnetError } from '@subnetkit/base'

/** Listens to the trouble of a backend: its start, another kind of it, and null for its end. */
export type TroubleListener = (trouble: SubnetError | null) => void

/** Condition of a backend: what keeps jobs from moving, however often it is met, is announced once. */
export interface Condition {
  readonly trouble: SubnetError | null
  /** Announces a change; the same trouble again is none. */
  set(trouble: SubnetError | null): void
  /** Returns how to stop listening. */
  listen(listener: TroubleListener): () => void
}

export function createCondition(): Condition {
  const listeners = new Set<TroubleListener>()
  let current: SubnetError | null = null
  return {
    get trouble() {
      return current
    },
    set(trouble) {
      if (trouble?.code === current?.code) return
      current = trouble
      for (const listener of [...listeners]) listener(trouble)
    },
    listen(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
