import type { EpochWeights } from '@subnetkit/chain'
import type { WatchSnapshot } from './snapshot.js'

/** Makes a snapshot of an epoch that was read from the chain. */
export const watchSnapshotOf = ({ metagraph, rows }: EpochWeights): WatchSnapshot => ({
  block: metagraph.block,
  activityCutoff: metagraph.parameters.activityCutoff,
  neurons: metagraph.neurons.map(({ uid, hotkey, coldkey, registeredAt, stake, ...rest }) => ({
    ...{ uid, hotkey, coldkey, registeredAt },
    // Stakes are compared, never paid: a double is exact enough.
    stake: Number(stake),
    validatorPermit: rest.validatorPermit,
    lastUpdate: rest.lastUpdate,
    consensus: rest.consensus,
    incentive: rest.incentive,
    dividends: rest.dividends,
    validatorTrust: rest.validatorTrust,
    weights: rows[uid] ?? [],
  })),
})
