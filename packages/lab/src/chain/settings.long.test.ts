import { describe, expect, test } from 'vitest'
import { onAndOff } from '../agents/gaming.js'
import { honest, weak } from '../agents/honest.js'
import { guesser, silent } from '../agents/lazy.js'
import type { Population } from '../play/population.js'
import type { Simulation } from '../play/records.js'
import { simulate } from '../play/simulate.js'
import { adderLab } from '../testing/adder.js'
import { eclipsedValidator, staleValidator, versionLaggard } from '../validators/cheating.js'
import { weightCopier } from '../validators/copier.js'
import { honestValidator } from '../validators/honest-validator.js'
import { type ChainSettings, parseRules, settingNames } from './settings.js'

/** Twelve neurons from the start, with three that join later and validators that differ. */
const population: Population = {
  miners: [
    { agent: honest(), operators: 2 },
    ...[weak(), onAndOff(), guesser(), silent()].map((agent) => ({ agent })),
    { agent: honest({ name: 'late' }), joins: 7 },
    { agent: honest({ name: 'later' }), joins: 8 },
    { agent: honest({ name: 'latest' }), joins: 9 },
  ],
  validators: [
    { agent: honestValidator(), count: 2 },
    { agent: eclipsedValidator(), stake: 600 },
    { agent: staleValidator(), stake: 300 },
    { agent: weightCopier(), stake: 300 },
  ],
}
/** Settings that a new subnet has, and others under which some settings matter. */
const usual: ChainSettings = {}
const liquid: ChainSettings = { liquidAlpha: true }
const full: ChainSettings = { maxUids: 12, minNonImmuneUids: 1, immunityPeriod: 720 }

const figures = {
  pay: ({ miners }: Simulation) => miners.map(({ earned }) => earned),
  dividends: ({ validators }: Simulation) => validators.map(({ earned }) => earned),
  prices: ({ miners }: Simulation) => miners.map(({ burn }) => burn),
  places: ({ miners }: Simulation) => miners.map(({ hotkey, left }) => [hotkey, left]),
  refusals: ({ validators }: Simulation) => validators.map(({ refusals }) => [...refusals]),
}

/** Two values of each setting, the figure that they change, and the settings under which they do. */
const effects: Record<
  keyof ChainSettings,
  readonly [keyof typeof figures, unknown, unknown, ChainSettings?]
> = {
  tempo: ['pay', 360, 200],
  immunityPeriod: ['places', 720, 10, full],
  maxUids: ['places', 12, 64, full],
  maxValidators: ['dividends', 64, 2],
  minNonImmuneUids: ['places', 1, 11, full],
  kappa: ['pay', 32_767, 60_000],
  bondsPenalty: ['dividends', 65_535, 0],
  bondsMovingAverage: ['dividends', 900_000, 100_000],
  yuma3: ['dividends', true, false],
  liquidAlpha: ['dividends', false, true],
  alphaLow: ['dividends', 45_875, 2_000, liquid],
  alphaHigh: ['dividends', 58_982, 50_000, liquid],
  alphaSigmoidSteepness: ['dividends', 1_000, 100, liquid],
  commitReveal: ['dividends', true, false],
  revealPeriod: ['pay', 1, 3],
  saltedCommits: ['pay', false, true],
  weightsRateLimit: ['refusals', 100, 700],
  minAllowedWeights: ['dividends', 1, 12],
  activityCutoffFactor: ['dividends', 13_889, 2_000],
  ownerCut: ['pay', 11_796, 0],
  take: ['dividends', 11_796, 0],
  burn: ['prices', 1_000_000_000n, 5_000_000_000n],
  minBurn: ['prices', 500_000n, 900_000_000n],
  maxBurn: ['prices', 100_000_000_000n, 1_000_000_000n, { burnIncreaseMult: 100, burnHalfLife: 3_600 }],
  burnHalfLife: ['prices', 360, 3_600],
  burnIncreaseMult: ['prices', 1.26, 3],
  alphaPerBlock: ['pay', 1_000_000_000n, 500_000_000n],
}

const play = (chain: ChainSettings) => simulate(adderLab, { population, epochs: 12, seed: 2, chain })

const played = new Map<ChainSettings, Promise<Simulation>>()
/** A simulation under settings that several tests start from, played once. */
function playOnce(chain: ChainSettings) {
  const known = played.get(chain) ?? play(chain)
  played.set(chain, known)
  return known
}

test('every setting is tried', () => {
  expect(Object.keys(effects).toSorted()).toEqual([...settingNames].toSorted())
})

describe('a setting that is swept has an effect', () => {
  test.each(Object.entries(effects))('%s', async (name, [figure, one, other, rest = usual]) => {
    const isGiven = parseRules(rest)[name as keyof ChainSettings] === one
    const first = await (isGiven ? playOnce(rest) : play({ ...rest, [name]: one }))
    const second = await play({ ...rest, [name]: other })
    expect(figures[figure](first)).not.toEqual(figures[figure](second))
  })
})

test('the part of the weights that a subnet burns changes what is burned and what is paid', async () => {
  const { subnet } = adderLab
  const burning = { ...adderLab, subnet: { ...subnet, incentive: { ...subnet.incentive, burn: 0.5 } } }
  const [none, half] = [await playOnce(usual), await simulate(burning, { population, epochs: 12, seed: 2 })]
  expect(none.burned).toBe(0n)
  expect(half.burned).toBeGreaterThan(0n)
  expect(figures.pay(half)).not.toEqual(figures.pay(none))
})

test('a version key that is behind is refused where weights are open', async () => {
  const validators = [{ agent: honestValidator() }, { agent: versionLaggard() }]
  const result = await simulate(adderLab, {
    ...{ population: { ...population, validators }, epochs: 2, chain: { commitReveal: false } },
  })
  expect([...result.validators[1]!.refusals.keys()]).toEqual(['IncorrectWeightVersionKey'])
})
