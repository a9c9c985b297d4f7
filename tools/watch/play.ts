import { vectorFromShares, type WatchNeuron, type WatchSnapshot } from '@subnetkit/core'
import { runEpoch, type SparseRow } from '@subnetkit/yuma'
import { createDice } from '../chaos/random.js'
import { yumaSettings } from '../yuma-settings.js'
import { type Cheat, type CheatName, cheatsFrom, plant } from './cheats.js'
import { drawPopulation, honestShares, moveMiners, type Population, scoreMiners } from './population.js'

/** A population that was played, with the cheat in it. */
export interface Played {
  readonly snapshots: readonly WatchSnapshot[]
  /** Null for an honest population. */
  readonly cheat: Cheat | null
  readonly population: Population
}

interface ChainState {
  /** Rows by uid, as they count. */
  readonly weights: SparseRow[]
  /** Rows that are committed and not yet revealed. */
  readonly committed: (SparseRow | null)[]
  readonly lastUpdate: number[]
  bonds: readonly SparseRow[]
  validatorPermit: readonly boolean[]
}

/** Plays a population from a seed through Yuma, epoch by epoch, with a cheat or without. */
export function playPopulation(seed: number, epochs: number, cheatName?: CheatName): Played {
  const dice = createDice(seed)
  const population = drawPopulation(dice, epochs)
  const cheat = cheatName === undefined ? null : plant(dice, cheatName, population)
  const { validators, miners, tempo } = population
  const n = validators.length + miners.length
  const state: ChainState = {
    weights: Array.from({ length: n }, () => []),
    committed: Array.from({ length: n }, () => null),
    lastUpdate: Array.from({ length: n }, () => 1),
    bonds: Array.from({ length: n }, () => []),
    validatorPermit: Array.from({ length: n }, (_, uid) => uid < validators.length),
  }
  const snapshots: WatchSnapshot[] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    const block = 10_000 + epoch * tempo
    const incentives = snapshots
      .at(-1)
      ?.neurons.slice(validators.length)
      .map(({ incentive }) => incentive)
    const replaced =
      incentives === undefined ? null : moveMiners(dice, population, { block: block - tempo + 1, incentives })
    if (replaced !== null) forget(state, validators.length + replaced, block - tempo + 1)
    for (const validator of validators) scoreMiners(dice, population, validator, epoch === 0)
    reveal(state)
    const current: (readonly number[] | null)[] = validators.map(() => null)
    const order = [...validators.keys()].sort((a, b) => lastOf(cheat, a) - lastOf(cheat, b))
    for (const index of order) {
      const { every, from } = validators[index]!
      const isCheat = cheat?.cheats.includes(index) && epoch >= cheatsFrom
      if (epoch < from || (!isCheat && (epoch + index) % every !== 0)) continue
      const honest = honestShares(validators[index]!)
      const last = snapshots.at(-1) ?? null
      const shares = isCheat
        ? cheat!.shares(index, { population, epoch, honest, last, current, dice })
        : honest
      if (shares === null) continue
      current[index] = shares === 'same' ? null : shares
      const offset = isCheat && cheat!.setsLast ? tempo - 2 : dice.between(1, tempo - 3)
      const row = shares === 'same' ? state.weights[index]! : vectorOf(shares, validators.length)
      setWeights(state, population, index, row, block - tempo + offset)
    }
    snapshots.push(runAt(state, population, block))
  }
  return { snapshots, cheat, population }
}

const lastOf = (cheat: Cheat | null, index: number) =>
  cheat?.setsLast && cheat.cheats.includes(index) ? 1 : 0

/** As the chain does with the uid of a miner that is replaced. */
function forget(state: ChainState, uid: number, block: number): void {
  state.lastUpdate[uid] = block
  for (const rows of [state.weights, state.committed]) {
    for (const [from, row] of rows.entries()) {
      if (row !== null) rows[from] = row.map(([to, weight]) => [to, to === uid ? 0 : weight] as const)
    }
  }
}

function reveal(state: ChainState): void {
  for (const [uid, row] of state.committed.entries()) if (row !== null) state.weights[uid] = row
  state.committed.fill(null)
}

function setWeights(
  state: ChainState,
  { commitReveal }: Population,
  uid: number,
  row: SparseRow,
  block: number,
): void {
  state.lastUpdate[uid] = block
  if (commitReveal) state.committed[uid] = row
  else state.weights[uid] = row
}

function vectorOf(shares: readonly number[], first: number): SparseRow {
  const { uids, values } = vectorFromShares({
    shares: shares.map((share, at) => ({ uid: first + at, share })),
  })
  return uids.map((uid, at) => [uid, values[at]!] as const)
}

function runAt(state: ChainState, population: Population, block: number): WatchSnapshot {
  const { validators, miners, tempo, commitReveal } = population
  const n = validators.length + miners.length
  const stakes = Array.from({ length: n }, (_, uid) => validators[uid]?.stake ?? 0)
  const registeredAt = Array.from(
    { length: n },
    (_, uid) => miners[uid - validators.length]?.registeredAt ?? 1,
  )
  const { stored } = runEpoch({
    ...{ n, currentBlock: block, tempo, activityCutoffBlocks: 5_000, lastMechanismStepBlock: block - tempo },
    ...{ lastUpdate: state.lastUpdate, blockAtRegistration: registeredAt, taoWeight: 0n },
    alphaStake: stakes.map((stake) => BigInt(Math.round(stake * 1e9))),
    taoStake: stakes.map(() => 0n),
    ...{ stakeThreshold: 0n, ownerUid: null, maxAllowedValidators: 64 },
    ...{ validatorPermit: state.validatorPermit, weights: state.weights, bonds: state.bonds },
    ...{ commitRevealEnabled: commitReveal, commitBlocks: stakes.map(() => null) },
    ...yumaSettings,
  })
  state.bonds = stored.bonds
  state.validatorPermit = stored.validatorPermit
  const neurons = stakes.map((stake, uid): WatchNeuron => {
    const { hotkey, coldkey } = validators[uid] ?? miners[uid - validators.length]!
    return {
      ...{ uid, hotkey, coldkey, stake, weights: state.weights[uid]! },
      ...{ registeredAt: registeredAt[uid]!, lastUpdate: state.lastUpdate[uid]! },
      validatorPermit: stored.validatorPermit[uid]!,
      consensus: stored.consensus[uid]!,
      incentive: stored.incentive[uid]!,
      dividends: stored.dividends[uid]!,
      validatorTrust: stored.validatorTrust[uid]!,
    }
  })
  return { block, neurons }
}
