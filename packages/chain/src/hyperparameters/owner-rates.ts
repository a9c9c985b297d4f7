import {
  type HyperparameterName,
  type HyperparameterValues,
  hyperparameterNames,
  type OwnerPause,
  specOf,
} from './table.js'

/** Blocks at which the owner may change a hyperparameter. */
export interface OwnerRate {
  /** Blocks between two changes. */
  readonly limit: number
  /** Block of the last change, 0 for never. */
  readonly last: number
}

/** The same by name, without those that the chain does not count. */
export type OwnerRates = { readonly [Name in HyperparameterName]?: OwnerRate }

/** Inputs of the rate limits, read at one block. */
export interface RateCounters {
  readonly values: HyperparameterValues
  /** Tempos between two changes of most of them. */
  readonly perTempo: number
  /** Tempos between two changes of the version key. */
  readonly versionKeyTempos: number
  /** In the order of the names; null where the runtime does not count a change by name. */
  readonly lastChanges: readonly (number | null)[]
  /** Block of the owner's last transaction, by its id. */
  readonly transactions: ReadonlyMap<number, number>
}

/** Blocks at which the owner may change each hyperparameter that the runtime has. */
export function toOwnerRates(counters: RateCounters): OwnerRates {
  const { values, lastChanges, transactions } = counters
  const rates = hyperparameterNames.flatMap((name, index) => {
    const { pause } = specOf(name)
    if (pause === null || values[name] === undefined) return []
    const last =
      pause.kind === 'transaction' ? (transactions.get(pause.id) ?? 0) : (lastChanges[index] ?? null)
    return last === null ? [] : [[name, { limit: pauseBlocks(pause, counters), last }] as const]
  })
  return Object.fromEntries(rates)
}

function pauseBlocks(pause: OwnerPause, { values, perTempo, versionKeyTempos }: RateCounters): number {
  const tempo = values.tempo ?? 0
  if (pause.kind === 'tempos') return tempo * perTempo
  return 'blocks' in pause ? pause.blocks : tempo * versionKeyTempos
}
