import type { OutboxStore } from '../outbox/store.js'
import type { WeightsChain } from '../outbox/weights-chain.js'

/** Calls of the chain; `turn` only orders the others. */
const calls = [
  ...(['state', 'blockTimeMs', 'ownRow', 'timelockedCommits', 'timelockedEpochs', 'revealedIn'] as const),
  ...(['hasPulse', 'blockAt', 'sign', 'broadcast', 'track', 'isFinal'] as const),
]

/** A step of an outbox: a durable write, or a call of the chain. */
export type StepName = 'add' | 'replace' | (typeof calls)[number]

/** Steps that change the store or the chain. */
export const effects: ReadonlySet<StepName> = new Set(['add', 'replace', 'sign', 'broadcast', 'track'])

/** Lends a store and a chain of which `around` sees every step, and decides what becomes of it. */
export function watchSteps(
  { store, chain }: { readonly store: OutboxStore; readonly chain: WeightsChain },
  around: <T>(name: StepName, step: () => Promise<T>) => Promise<T>,
): { readonly store: OutboxStore; readonly chain: WeightsChain } {
  const asked = calls.map((name) => {
    const call = chain[name] as (...given: unknown[]) => Promise<unknown>
    return [name, (...given: unknown[]) => around(name, () => call(...given))]
  })
  return {
    store: {
      add: (entry) => around('add', () => store.add(entry)),
      replace: (entry) => around('replace', () => store.replace(entry)),
      entries: (which) => store.entries(which),
    },
    chain: { ...chain, ...Object.fromEntries(asked) },
  }
}
