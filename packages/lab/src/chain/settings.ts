import {
  configError,
  type Filled,
  flag,
  integer,
  number,
  optionsOf,
  parseOptions,
  rao,
} from '@subnetkit/base'
import type { Hyperparameters } from '@subnetkit/core'

/** Rules of the simulated chain, in the chain's units; the defaults are those of a new subnet on mainnet. */
export interface ChainSettings {
  /** Blocks from epoch to epoch. @default 360 */
  readonly tempo?: number | undefined
  /** Blocks for which a new neuron is not replaced. @default 5000 */
  readonly immunityPeriod?: number | undefined
  /** @default 256 */
  readonly maxUids?: number | undefined
  /** Most neurons with a validator permit. @default 64 */
  readonly maxValidators?: number | undefined
  /** Fewest neurons past immunity for one of them to be replaced; with fewer an immune one goes. @default 10 */
  readonly minNonImmuneUids?: number | undefined
  /** u16 proportion of stake that makes a majority. @default 32767 */
  readonly kappa?: number | undefined
  /** u16 proportion by which bonds follow clipped (65535) or submitted (0) weights. @default 65535 */
  readonly bondsPenalty?: number | undefined
  /** Share of the old bonds that an epoch keeps, in millionths. @default 900000 */
  readonly bondsMovingAverage?: number | undefined
  /** @default true */
  readonly yuma3?: boolean | undefined
  /** @default false */
  readonly liquidAlpha?: boolean | undefined
  /** Bounds of liquid alpha, u16 proportions. @default 45875 */
  readonly alphaLow?: number | undefined
  /** @default 58982 */
  readonly alphaHigh?: number | undefined
  /** Steepness of liquid alpha, in hundredths. @default 1000 */
  readonly alphaSigmoidSteepness?: number | undefined
  /** True if weights are committed first and revealed `revealPeriod` epochs later. @default true */
  readonly commitReveal?: boolean | undefined
  /** Epochs from commit to reveal. @default 1 */
  readonly revealPeriod?: number | undefined
  /**
   * True if validators commit a salted hash, and reveal it by an extrinsic when they next set weights: what they reveal counts an epoch later
   * than weights that the chain reveals itself. @default false
   */
  readonly saltedCommits?: boolean | undefined
  /** Blocks between two settings of weights. @default 100 */
  readonly weightsRateLimit?: number | undefined
  /** Fewest uids in a weight vector. @default 1 */
  readonly minAllowedWeights?: number | undefined
  /** Thousandths of a tempo without weights after which a validator is inactive. @default 13889 */
  readonly activityCutoffFactor?: number | undefined
  /** u16 proportion of alpha that goes to the subnet's owner. @default 11796 */
  readonly ownerCut?: number | undefined
  /** u16 proportion of dividends that a validator keeps before its nominators. @default 11796 */
  readonly take?: number | undefined
  /** Registration price at the start, and its bounds, in rao. @default 1 TAO */
  readonly burn?: bigint | undefined
  /** @default 500000 */
  readonly minBurn?: bigint | undefined
  /** @default 100 TAO */
  readonly maxBurn?: bigint | undefined
  /** Blocks in which the registration price halves. @default 360 */
  readonly burnHalfLife?: number | undefined
  /** Factor of the registration price at each registration. @default 1.26 */
  readonly burnIncreaseMult?: number | undefined
  /** Alpha that a block pays, in rao, before the first halving. @default 1 alpha */
  readonly alphaPerBlock?: bigint | undefined
}

const u16 = () => integer(0, 65_535)
/** Amounts are u64 on chain. */
const mostRao = 2n ** 64n - 1n
const price = () =>
  rao().max(mostRao, { error: `an amount of at most ${mostRao} rao, as the chain holds it` })
const schema = optionsOf({
  tempo: integer(1, 65_535).default(360),
  immunityPeriod: u16().default(5_000),
  maxUids: integer(1, 4_096).default(256),
  maxValidators: integer(1, 4_096).default(64),
  minNonImmuneUids: u16().default(10),
  kappa: u16().default(32_767),
  bondsPenalty: u16().default(65_535),
  bondsMovingAverage: integer(0, 1_000_000).default(900_000),
  yuma3: flag().default(true),
  liquidAlpha: flag().default(false),
  alphaLow: u16().default(45_875),
  alphaHigh: u16().default(58_982),
  alphaSigmoidSteepness: integer(-32_768, 32_767).default(1_000),
  commitReveal: flag().default(true),
  revealPeriod: integer(1, 100).default(1),
  saltedCommits: flag().default(false),
  weightsRateLimit: integer().default(100),
  minAllowedWeights: u16().default(1),
  activityCutoffFactor: integer(1, 1_000_000).default(13_889),
  ownerCut: u16().default(11_796),
  take: u16().default(11_796),
  burn: price().default(1_000_000_000n),
  minBurn: price().default(500_000n),
  maxBurn: price().default(100_000_000_000n),
  burnHalfLife: u16().default(360),
  burnIncreaseMult: number(1, 1_000).default(1.26),
  alphaPerBlock: rao().max(10_000_000_000n, { error: 'at most 10 alpha' }).default(1_000_000_000n),
})

/** Settings with every default filled in. */
export type Rules = Filled<ChainSettings>

/** Names of the settings, for sweeps. */
export const settingNames: ReadonlySet<string> = new Set(Object.keys(schema.out.shape))

/**
 * Fills in the rules of a simulated chain: what is given, else what the subnet declares, else the chain's own values.
 * Throws CONFIG_INVALID for an unknown name, a value that no chain accepts, and bounds the wrong way round.
 */
export function parseRules(given: ChainSettings = {}, declared: Hyperparameters = {}): Rules {
  const own = Object.fromEntries(Object.entries(declared).filter(([name]) => settingNames.has(name)))
  // Spread, anything that is no object would be an empty one.
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
  const rules = parseOptions(schema, isObject ? { ...own, ...given } : given, 'chain')
  checkBounds(rules, 'minBurn', 'maxBurn')
  checkBounds(rules, 'alphaLow', 'alphaHigh')
  return rules
}

function checkBounds(rules: Rules, low: keyof Rules, high: keyof Rules): void {
  if (rules[low] <= rules[high]) return
  throw configError('CONFIG_INVALID', {
    place: `chain ${low}`,
    detail: `${rules[low]} is more than ${high}, which is ${rules[high]}`,
    fix: `Set chain ${low} to at most ${high}.`,
  })
}
