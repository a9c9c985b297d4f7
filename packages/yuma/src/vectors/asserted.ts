import type { EpochInput, EpochResult } from '../types.js'
import { difference, differenceWithin, firstOf } from './compare.js'
import {
  asEntries,
  asList,
  asNumber,
  asObject,
  type Json,
  type JsonObject,
  snakeCase,
  toJson,
} from './json.js'

/** Decimals printed in the chain's tests are good to about nine places. */
const LOGGED_TOLERANCE = 1e-9
const BONDS_TOLERANCE = 0.001
const ONE = 2 ** 32

type Check = (expected: Json, input: EpochInput, result: EpochResult) => string | null

/** Values that the chain's own test asserts about a step, within that test's tolerance. */
export function assertedProblem(asserted: JsonObject, input: EpochInput, result: EpochResult): string | null {
  return firstOf(Object.entries(asserted), ([name, expected]) => {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined
    return check ? check(expected, input, result) : `asserted_by_test.${name} is not known here`
  })
}

/** Values by uid, compared exactly. Amounts are plain numbers in these files. */
function byUid(name: string, values: (result: EpochResult) => readonly (boolean | number | bigint)[]): Check {
  return (expected, _input, result) =>
    firstOf(asEntries(expected, name), ([uid, value]) => {
      const actual = values(result)[Number(uid)]
      return difference(
        typeof actual === 'bigint' ? String(value) : value,
        toJson(actual),
        `asserted_by_test.${name}[${uid}]`,
      )
    })
}

const CHECKS: Record<string, Check> = {
  validator_permit: byUid('validator_permit', ({ stored }) => stored.validatorPermit),
  active: byUid('active', ({ stored }) => stored.active),
  consensus: byUid('consensus', ({ stored }) => stored.consensus),
  incentive: byUid('incentive', ({ stored }) => stored.incentive),
  dividends: byUid('dividends', ({ stored }) => stored.dividends),
  validator_trust: byUid('validator_trust', ({ stored }) => stored.validatorTrust),
  stake_weight: byUid('stake_weight', ({ stored }) => stored.stakeWeight),
  emission: byUid('emission', ({ stored }) => stored.emission),
  server_emission: byUid('server_emission', ({ payout }) => payout.serverEmission),
  validator_emission: byUid('validator_emission', ({ payout }) => payout.validatorEmission),
  bonds: (expected, _input, { stored }) =>
    firstOf(asEntries(expected, 'bonds'), ([validator, row]) =>
      firstOf(asEntries(row, 'bonds'), ([uid, value]) =>
        difference(
          value,
          bondOf(stored.bonds, Number(validator), Number(uid)),
          `asserted_by_test.bonds[${validator}][${uid}]`,
        ),
      ),
    ),
  dividends_proportion: (expected, _input, { stored }) => {
    const { values, tolerance } = asObject(expected, 'dividends_proportion')
    return differenceWithin(
      values ?? null,
      stored.dividends.map((value) => value / 65535),
      'asserted_by_test.dividends_proportion',
      asNumber(tolerance, 'tolerance'),
    )
  },
  bonds_proportion_commented: (expected, _input, { stored }) => {
    const { columns, values } = asObject(expected, 'bonds_proportion_commented')
    const uids = asList(columns, 'columns').map((uid) => asNumber(uid, 'columns'))
    const rows = asList(values, 'values')
    const actual = rows.map((_, i) => uids.map((uid) => bondOf(stored.bonds, i, uid) / 65535))
    return differenceWithin(rows, actual, 'asserted_by_test.bonds_proportion_commented', BONDS_TOLERANCE)
  },
  logged_decimals: (expected, _input, result) =>
    firstOf(asEntries(expected, 'logged_decimals'), ([name, values]) =>
      differenceWithin(values, loggedDecimals(name, result), `logged_decimals.${name}`, LOGGED_TOLERANCE),
    ),
  relations: (expected, input, result) =>
    firstOf([expected].flat(), (relation) => {
      const holds = relationHolds(String(relation), input, result)
      if (holds === null) return `relation ${JSON.stringify(relation)} is not known here`
      return holds ? null : `does not hold: ${relation}`
    }),
}

/** Null for a sentence that has no meaning here. */
function relationHolds(relation: string, input: EpochInput, { payout }: EpochResult): boolean | null {
  if (relation === 'server emission of both uids > 0 and equal') {
    const [first = 0n, second = 0n] = payout.serverEmission
    return first > 0n && first === second
  }
  const within = /^sum of server and validator emission within (\d+) of the input$/.exec(relation)
  if (!within) return null
  const paid = [...payout.serverEmission, ...payout.validatorEmission].reduce((a, b) => a + b, 0n)
  const distance = paid - input.raoEmission
  return (distance < 0n ? -distance : distance) <= BigInt(within[1]!)
}

function bondOf(bonds: EpochResult['stored']['bonds'], validator: number, uid: number): number {
  return bonds[validator]?.find(([j]) => j === uid)?.[1] ?? 0
}

/** A stage by its name in the files; stored flags and amounts as they are, bits as real numbers. */
function loggedDecimals(name: string, { stored, intermediate }: EpochResult): Json | undefined {
  const field = (fields: object) => Object.entries(fields).find(([key]) => snakeCase(key) === name)?.[1]
  const bits: unknown = field(intermediate ?? {})
  return bits === undefined ? decimals(field(stored), 1) : decimals(bits, ONE)
}

/** Bigints divided by `unit`, at any depth of lists. */
function decimals(value: unknown, unit: number): Json | undefined {
  if (Array.isArray(value)) return value.map((entry) => decimals(entry, unit) ?? null)
  return typeof value === 'bigint' ? Number(value) / unit : (value as Json | undefined)
}
