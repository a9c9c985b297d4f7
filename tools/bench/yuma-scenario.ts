import type { EpochInput } from '@subnetkit/yuma'

export interface Scenario {
  readonly n: number
  readonly validators: number
  /** Share of the uids that each validator gives a weight. */
  readonly density: number
  readonly yuma3: boolean
  readonly liquidAlpha: boolean
}

/** A subnet in the middle of its life, the same for the same scenario. */
export function epochScenario({ n, validators, density, yuma3, liquidAlpha }: Scenario): EpochInput {
  const random = xorshift(n * 31 + validators)
  const row = () => {
    const cells: [number, number][] = []
    for (let j = 0; j < n; j++) if (random() < density) cells.push([j, 1 + Math.floor(random() * 65535)])
    return cells
  }
  const rows = () => Array.from({ length: n }, (_, i) => (i < validators ? row() : []))
  const perUid = <T>(value: (uid: number) => T) => Array.from({ length: n }, (_, uid) => value(uid))
  return {
    n,
    currentBlock: 100_000,
    tempo: 360,
    activityCutoffBlocks: 5000,
    lastUpdate: perUid(() => 99_000),
    blockAtRegistration: perUid(() => 1_000),
    taoWeight: 971718665099567868n,
    alphaStake: perUid((uid) => (uid < validators ? BigInt(1 + Math.floor(random() * 1e15)) : 0n)),
    taoStake: perUid((uid) => (uid < validators ? BigInt(Math.floor(random() * 1e15)) : 0n)),
    stakeThreshold: 0n,
    ownerUid: 0,
    validatorPermit: perUid((uid) => uid < validators),
    maxAllowedValidators: validators,
    weights: rows(),
    commitRevealEnabled: false,
    commitBlocks: [],
    kappa: 32767,
    bondsPenalty: 65535,
    bondsMovingAverage: 900_000,
    lastMechanismStepBlock: 99_640,
    bonds: rows(),
    alphaSigmoidSteepness: 1000,
    alphaLow: 45875,
    alphaHigh: 58982,
    yuma3,
    liquidAlpha,
    raoEmission: 360_000_000_000n,
  }
}

/** Numbers in [0, 1) that depend on the seed only. */
function xorshift(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
