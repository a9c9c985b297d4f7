import { toNumber } from '../read/runtime.js'
import { type ChainView, subtensor } from '../read/view.js'
import {
  type HyperparameterName,
  type HyperparameterValues,
  hyperparameterNames,
  type OwnerPause,
  specOf,
} from './table.js'

/** When the owner may change a hyperparameter. */
export interface OwnerRate {
  /** Blocks between two changes. */
  readonly limit: number
  /** Block of the last change, 0 for never. */
  readonly last: number
}

/** The same by name; what nobody counts is left out. */
export type OwnerRates = { readonly [Name in HyperparameterName]?: OwnerRate }

/** Reads when the owner may change each hyperparameter that the runtime has; `values` tells which, and the tempo. */
export async function readOwnerRates(
  view: ChainView,
  netuid: number,
  owner: string,
  values: HyperparameterValues,
): Promise<OwnerRates> {
  const tempo = values.tempo ?? 0
  const perTempo = await subtensor.numberOr(view, 0, 'OwnerHyperparamRateLimit')
  const rates = await Promise.all(
    hyperparameterNames.map(async (name) => {
      const { pause } = specOf(name)
      if (pause === null || values[name] === undefined) return []
      const [limit, last] = await Promise.all([
        pauseBlocks(view, pause, tempo, perTempo),
        lastChange(view, netuid, owner, pause),
      ])
      return last === null ? [] : [[name, { limit, last }] as const]
    }),
  )
  return Object.fromEntries(rates.flat())
}

async function pauseBlocks(
  view: ChainView,
  pause: OwnerPause,
  tempo: number,
  perTempo: number,
): Promise<number> {
  if (pause.kind === 'tempos') return tempo * perTempo
  return 'blocks' in pause ? pause.blocks : tempo * (await subtensor.numberOr(view, 0, pause.tempos))
}

/** Block of the owner's last change, 0 for never, null where the runtime counts no such thing. */
async function lastChange(
  view: ChainView,
  netuid: number,
  owner: string,
  pause: OwnerPause,
): Promise<number | null> {
  if (pause.kind === 'transaction') {
    return subtensor.numberOr(view, 0, 'TransactionKeyLastBlock', owner, netuid, pause.id)
  }
  const key =
    pause.kind === 'ownerHotkey'
      ? { SetSNOwnerHotkey: netuid }
      : { OwnerHyperparamUpdate: [netuid, pause.name] }
  if (!knowsRateKey(view, key)) return null
  return toNumber(await view.read('SubtensorModule', 'LastRateLimitedBlock', key))
}

/** Names of limits come and go with runtimes: polkadot.js refuses to encode one that this runtime does not have. */
function knowsRateKey(view: ChainView, key: object): boolean {
  const entry = view.client.api.query.subtensorModule?.lastRateLimitedBlock
  if (!entry) return false
  try {
    entry.key(key)
    return true
  } catch {
    return false
  }
}
