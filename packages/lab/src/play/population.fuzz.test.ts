import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { honest } from '../agents/honest.js'
import { guesser, silent } from '../agents/lazy.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { simulate } from './simulate.js'

const odd = fc.constantFrom<unknown[]>(
  ...[0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 2 ** 53, null, '3', {}, [], true, 5_000, 1n],
  undefined,
)
const rarely = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual as fc.Arbitrary<unknown>, weight: 4 }, { arbitrary: odd, weight: 1 })
const group = (agent: unknown, of: Record<string, fc.Arbitrary<unknown>>) =>
  rarely(fc.record({ agent: rarely(fc.constant(agent)), ...of }, { requiredKeys: ['agent'] }))
const population = rarely(
  fc.record({
    miners: rarely(
      fc.array(
        fc.oneof(
          ...[honest(), silent(), guesser()].map((agent) =>
            group(agent, { operators: rarely(fc.integer({ min: 1, max: 4 })), joins: rarely(fc.nat(2)) }),
          ),
        ),
        { maxLength: 4 },
      ),
    ),
    validators: rarely(
      fc.array(
        group(honestValidator(), {
          count: rarely(fc.integer({ min: 1, max: 3 })),
          stake: rarely(fc.integer({ min: 1, max: 1_000 })),
        }),
        { maxLength: 2 },
      ),
    ),
  }),
)
const chain = rarely(
  fc.dictionary(
    fc.constantFrom(
      ...[
        'tempo',
        'maxUids',
        'maxValidators',
        'kappa',
        'alphaLow',
        'alphaHigh',
        'burn',
        'minBurn',
        'maxBurn',
      ],
      ...['alphaPerBlock', 'immunityPeriod', 'revealPeriod', 'take', 'ownerCut', 'yuma3', 'liquidAlpha'],
      ...['weightsRateLimit', 'burnHalfLife', 'burnIncreaseMult', 'activityCutoffFactor', 'bondsPenalty'],
    ),
    rarely(fc.integer({ min: 1, max: 300 })),
    { maxKeys: 3 },
  ),
)

const valid = { miners: [{ agent: honest() }], validators: [{ agent: honestValidator() }] }
const playing = (given: object, settings: unknown = {}) =>
  simulate(adderLab, { population: { ...valid, ...given }, chain: settings as never, epochs: 1 })
const stakes = (stake: number, count = 1) => ({ validators: [{ agent: honestValidator(), stake, count }] })

test.each([
  ['a stake below one rao', stakes(1e-12), 'POPULATION_INVALID'],
  ['a stake above all alpha', stakes(1e300), 'CONFIG_INVALID'],
  ['stakes that sum to more than all alpha', stakes(11_000_000, 2), 'POPULATION_INVALID'],
  ['an agent without hotkeys', { miners: [{ agent: { ...honest(), hotkeys: 0 } }] }, 'CONFIG_INVALID'],
  ['an agent by hand', { miners: [{ agent: { answer: () => null } }] }, 'CONFIG_INVALID'],
  ['a validator by hand', { validators: [{ agent: { weights: () => null } }] }, 'CONFIG_INVALID'],
  ['more hotkeys than memory', { miners: [{ agent: { ...honest(), hotkeys: 1e9 } }] }, 'POPULATION_INVALID'],
] as const)('defect: %s is refused in a sentence', async (_, given, code) => {
  await expect(playing(given)).rejects.toMatchObject({ code })
})

test.each([
  ['null', null],
  ['a number', 4],
  ['a list', []],
  ['prices the wrong way round', { minBurn: 2n, maxBurn: 1n }],
  ['bounds of liquid alpha the wrong way round', { alphaLow: 60_000, alphaHigh: 100 }],
  ['more alpha than there is', { alphaPerBlock: 10n ** 30n }],
])('defect: %s as settings of the chain is refused', async (_, settings) => {
  await expect(playing({}, settings)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

test('every nonsense population is refused in a sentence, and any other is played to figures', async () => {
  await fc.assert(
    fc.asyncProperty(population, chain, async (given, settings) => {
      const options = { population: given as never, chain: settings as never, epochs: 2 }
      const outcome = await simulate(adderLab, options).catch((error: unknown) => error)
      if (outcome instanceof Error) {
        if (!isSubnetError(outcome)) throw outcome
        expect(['POPULATION_INVALID', 'CONFIG_INVALID']).toContain(outcome.code)
        expect(outcome.message).not.toMatch(/\[object|internal/i)
        expect(outcome.fix).toMatch(/^[A-Z].*\.$/s)
      } else {
        const { miners, validators } = outcome as Awaited<ReturnType<typeof simulate>>
        expect(validators.length).toBeGreaterThan(0)
        for (const { earned, stake } of validators) expect([earned >= 0n, stake > 0n]).toEqual([true, true])
        for (const { earned } of miners) expect(earned >= 0n).toBe(true)
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 150) },
  )
})
