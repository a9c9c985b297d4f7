import {
  activityCutoff,
  decayedBurn,
  dividendPots,
  type MechanismsResult,
  runMechanisms,
} from '@subnetkit/yuma'
import { type Chain, credit } from './chain.js'
import { boundsOf } from './register.js'
import { revealWeights } from './set-weights.js'

/** Alpha that an epoch paid, by hotkey, in rao. */
export interface EpochPay {
  readonly block: number
  readonly incentives: ReadonlyMap<string, bigint>
  readonly dividends: ReadonlyMap<string, bigint>
  /** Incentive of the owner's own hotkeys, which the chain burns. */
  readonly burned: bigint
}

const one = 1n << 32n
const proportion = (value: number): bigint => (BigInt(value) << 32n) / 65_535n
const floor = (bits: bigint): bigint => bits >> 32n

/** Begins the next block: the registration price decays and alpha accrues. */
export function step(chain: Chain): void {
  chain.block += 1
  chain.burn = decayedBurn(chain.burn, chain.rules.burnHalfLife, boundsOf(chain))
  accrue(chain)
}

/** Advances to the block of the next epoch, reveals what is due, runs the epoch and pays it. */
export function runEpoch(chain: Chain): EpochPay {
  const { rules } = chain
  const due = chain.lastEpochBlock + rules.tempo
  while (chain.block < due) step(chain)
  if (rules.commitReveal) revealWeights(chain)
  const result = runMechanisms({
    ...{ subnet: subnetState(chain), mechanisms: [mechanismState(chain)] },
    ...{ emission: chain.pending.server + chain.pending.validator, emissionSplit: null },
    hotkeys: chain.neurons.map(({ hotkey }) => hotkey),
  })
  store(chain, result)
  const pay = payOut(chain, result)
  chain.lastEpochBlock = due
  chain.epoch += 1
  return { block: due, ...pay }
}

/** Alpha of one block: the owner's cut, then half for miners and half for validators, each floored. */
function accrue({ rules, pending }: Chain): void {
  const whole = rules.alphaPerBlock << 32n
  const cut = (whole * proportion(rules.ownerCut)) >> 32n
  const rest = whole - cut
  const server = (rest * (one / 2n)) >> 32n
  pending.ownerCut += floor(cut)
  pending.server += floor(server)
  pending.validator += floor(rest - server)
}

function subnetState({ rules, neurons, stakes, owner, block, lastEpochBlock, epoch }: Chain) {
  const ownerUid = neurons.findIndex(({ hotkey }) => hotkey === owner)
  return {
    ...{ n: neurons.length, currentBlock: block, tempo: rules.tempo },
    activityCutoffBlocks: activityCutoff(rules.tempo, rules.activityCutoffFactor),
    blockAtRegistration: neurons.map(({ registeredAt }) => registeredAt),
    taoWeight: 0n,
    alphaStake: neurons.map(({ hotkey }) => stakes.get(hotkey) ?? 0n),
    taoStake: neurons.map(() => 0n),
    stakeThreshold: 0n,
    ownerUid: ownerUid < 0 ? null : ownerUid,
    validatorPermit: neurons.map(({ permit }) => permit),
    maxAllowedValidators: rules.maxValidators,
    commitRevealEnabled: rules.commitReveal,
    ...{ kappa: rules.kappa, bondsPenalty: rules.bondsPenalty, bondsMovingAverage: rules.bondsMovingAverage },
    lastMechanismStepBlock: epoch === 0 ? 0 : lastEpochBlock,
    ...{ alphaSigmoidSteepness: rules.alphaSigmoidSteepness, alphaLow: rules.alphaLow },
    ...{ alphaHigh: rules.alphaHigh, yuma3: rules.yuma3, liquidAlpha: rules.liquidAlpha },
  }
}

function mechanismState({ neurons, commits }: Chain) {
  const firstCommit = new Map<string, number>()
  for (const { hotkey, block } of commits) {
    firstCommit.set(hotkey, Math.min(block, firstCommit.get(hotkey) ?? block))
  }
  return {
    lastUpdate: neurons.map(({ lastUpdate }) => lastUpdate),
    weights: neurons.map(({ weights }) => weights),
    bonds: neurons.map(({ bonds }) => bonds),
    commitBlocks: neurons.map(({ hotkey }) => firstCommit.get(hotkey) ?? null),
  }
}

function store({ neurons }: Chain, { stored, mechanisms: [mechanism] }: MechanismsResult): void {
  for (const [uid, neuron] of neurons.entries()) {
    neuron.active = stored.active[uid]!
    neuron.permit = stored.validatorPermit[uid]!
    neuron.emission = stored.emission[uid]!
    neuron.consensus = stored.consensus[uid]!
    neuron.dividends = stored.dividends[uid]!
    neuron.validatorTrust = stored.validatorTrust[uid]!
    neuron.incentive = mechanism!.incentive[uid]!
    neuron.bonds = mechanism!.bonds[uid]!
  }
}

/** Pays in the chain's order: shares of the dividends by the stakes before, then owner, miners and validators. */
function payOut(chain: Chain, { payouts }: MechanismsResult): Omit<EpochPay, 'block'> {
  const { pending, rules, owner, stakes } = chain
  const hasIncentive = payouts.some(({ server }) => server > 0n)
  const { alpha } = dividendPots(
    payouts.map(({ hotkey, validator: amount }) => ({
      hotkey,
      amount,
      alpha: stakes.get(hotkey) ?? 0n,
      root: 0n,
    })),
    { alphaPot: hasIncentive ? pending.validator : pending.validator + pending.server, rootPot: 0n },
  )
  const coldkeys = new Map(chain.neurons.map(({ hotkey, coldkey }) => [hotkey, coldkey]))
  const incentives = new Map<string, bigint>()
  let burned = 0n
  credit(chain, owner, pending.ownerCut)
  for (const { hotkey, server } of payouts) {
    if (server === 0n) continue
    if (coldkeys.get(hotkey) === owner) burned += server
    else {
      credit(chain, hotkey, server)
      incentives.set(hotkey, server)
    }
  }
  const dividends = new Map<string, bigint>()
  for (const [hotkey, amount] of alpha) {
    if (amount === 0n) continue
    const take = (amount * proportion(rules.take)) >> 32n
    const paid = floor(take) + floor(amount - take)
    credit(chain, hotkey, paid)
    dividends.set(hotkey, paid)
  }
  pending.server = pending.validator = pending.ownerCut = 0n
  return { incentives, dividends, burned }
}
