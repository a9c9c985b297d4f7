import type { Devnet } from '@subnetkit/devnet'
import { encodeWeightsPayload, saltedCommitHash, timelockEncrypt } from '@subnetkit/timelock'
import type { Chain, WeightVector } from '../chain/chain.js'
import { step } from '../chain/run-epoch.js'
import { revealSalted, setWeights } from '../chain/set-weights.js'
import { netuid } from './devnet-twin.js'

/** Submits weights on both sides, and returns both answers: null, or the reason of a refusal. */
export type SubmitTwice = (hotkey: string, vector: WeightVector) => readonly [string | null, string | null]

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), 'hex'))
const listsOf = ({ uids, values }: WeightVector) => ({ uids: [...uids], values: [...values] })

/** Open weights. */
export function openWeights(devnet: Devnet, chain: Chain): SubmitTwice {
  return (hotkey, vector) => {
    const { uids: dests, values: weights } = listsOf(vector)
    const args = { netuid, dests, weights, version_key: vector.versionKey }
    const { error } = devnet.impersonate(hotkey).execute('SubtensorModule', 'set_weights', args)
    step(chain)
    return [error, setWeights(chain, hotkey, vector)]
  }
}

/** Weights encrypted for a round of the devnet's beacon, which the chain reveals. */
export function timelockedWeights(devnet: Devnet, chain: Chain): SubmitTwice {
  return (hotkey, vector) => {
    const { Drand } = devnet.state
    // A later one than the newest at the block that includes the commit.
    const reveal_round = Drand.LastStoredRound.get() + 10n
    const plaintext = encodeWeightsPayload({
      ...listsOf(vector),
      ...{ hotkey: bytesOf(hotkey), versionKey: vector.versionKey },
    })
    const publicKey = Drand.BeaconConfig.get().public_key
    const commit = timelockEncrypt({ plaintext, round: reveal_round, publicKey })
    const args = { netuid, commit, reveal_round, commit_reveal_version: 4 }
    const { error } = devnet.impersonate(hotkey).execute('SubtensorModule', 'commit_timelocked_weights', args)
    devnet.pulse(reveal_round)
    step(chain)
    return [error, setWeights(chain, hotkey, vector)]
  }
}

/** Salted commits: each validator reveals what is due before it commits again. */
export function saltedWeights(devnet: Devnet, chain: Chain): SubmitTwice {
  const open = new Map<string, WeightVector>()
  const salt = [1, 2, 3]
  return (hotkey, vector) => {
    const as = devnet.impersonate(hotkey)
    const { SubnetEpochIndex, RevealPeriodEpochs } = devnet.state.SubtensorModule
    const epoch = SubnetEpochIndex.get(netuid)
    const due = open.get(`${hotkey} ${epoch - RevealPeriodEpochs.get(netuid)}`)
    if (due !== undefined) {
      const args = { netuid, ...listsOf(due), salt, version_key: due.versionKey }
      const { error } = as.execute('SubtensorModule', 'reveal_weights', args)
      step(chain)
      revealSalted(chain, hotkey)
      if (error !== null) return [error, null]
    }
    const commit = {
      hotkey: bytesOf(hotkey),
      netuid,
      ...listsOf(vector),
      salt,
      versionKey: vector.versionKey,
    }
    const commit_hash = `0x${Buffer.from(saltedCommitHash(commit)).toString('hex')}`
    const { error } = as.execute('SubtensorModule', 'commit_weights', { netuid, commit_hash })
    open.set(`${hotkey} ${epoch}`, vector)
    step(chain)
    return [
      error === 'CommittingWeightsTooFast' ? 'SettingWeightsTooFast' : error,
      setWeights(chain, hotkey, vector),
    ]
  }
}
