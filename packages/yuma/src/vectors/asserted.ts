import type { EpochInput, EpochResult } from '../types.js'
import { difference, differenceWithin, firstOf } from './compare.js'
import { asList, asNumber, asObject, type Json, type JsonObject, toJson } from './json.js'

/** Decimals printed in the chain's tests are good to about nine places. */
const LOGGED_TOLERANCE = 1e-9
const BONDS_TOLERANCE = 0.001
const ONE = 2 ** 32

type Check = (expected: Json, input: EpochInput, result: EpochResult) => string | null

/** What the chain's own test checks about a step, within that test's tolerance. */
export function assertedProblem(asserted: JsonObject, input: EpochInput, result: EpochResult): string | null {
  return firstOf(Object.entries(asserted), ([name, expected]) => {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined
    return check ? check(expected, input, result) : `asserted_by_test.${name} is not known here`
  })
}

/** Values by uid, compared exactly. Amounts are plain numbers in these files. */
function byUid(name: string, values: (result: EpochResult) => readonly (boolean | number | bigint)[]): Check {
  return (expected, _input, result) =>
    firstOf(Object.entries(asObject(expected, name)), ([uid, value]) => {
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
    firstOf(Object.entries(asObject(expected, 'bonds')), ([validator, row]) =>
      firstOf(Object.entries(asObject(row, 'bonds')), ([uid, value]) =>
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
    firstOf(Object.entries(asObject(expected, 'logged_decimals')), ([name, values]) =>
      differenceWithin(values, loggedDecimals(name, result), `logged_decimals.${name}`, LOGGED_TOLERANCE),
    ),
  relations: (expected, input, result) =>
    firstOf([expected].flat(), (relation) => {
      const holds = typeof relation === 'string' && Object.hasOwn(RELATIONS, relation) && RELATIONS[relation]
      if (!holds) return `relation ${JSON.stringify(relation)} is not known here`
      return holds(input, result) ? null : `does not hold: ${relation}`
    }),
}

const RELATIONS: Record<string, (input: EpochInput, result: EpochResult) => boolean> = {
  'server emission of both uids > 0 and equal': (_input, { payout }) => {
    const [first = 0n, second = 0n] = payout.serverEmission
    return first > 0n && first === second
  },
  'sum of server and validator emission within 1000 of the input': (input, { payout }) => {
    const paid = [...payout.serverEmission, ...payout.validatorEmission].reduce((a, b) => a + b, 0n)
    const distance = paid - input.raoEmission
    return distance >= -1000n && distance <= 1000n
  },
}

function bondOf(bonds: EpochResult['stored']['bonds'], validator: number, uid: number): number {
  return bonds[validator]?.find(([j]) => j === uid)?.[1] ?? 0
}

function loggedDecimals(name: string, { stored, intermediate }: EpochResult): Json | undefined {
  if (intermediate === undefined) return undefined
  const vector = (values: readonly bigint[]) => values.map((value) => Number(value) / ONE)
  switch (name) {
    case 'active':
      return stored.active
    case 'validator_permit':
      return stored.validatorPermit
    case 'emission':
      return stored.emission.map(Number)
    case 'stake':
      return vector(intermediate.stake)
    case 'active_stake':
      return vector(intermediate.activeStake)
    case 'consensus':
      return vector(intermediate.consensus)
    case 'validator_trust':
      return vector(intermediate.validatorTrust)
    case 'ranks':
      return vector(intermediate.ranks)
    case 'incentive':
      return vector(intermediate.incentive)
    case 'dividends':
      return vector(intermediate.dividends)
    case 'normalized_server_emission':
      return vector(intermediate.normalizedServerEmission)
    case 'normalized_validator_emission':
      return vector(intermediate.normalizedValidatorEmission)
    case 'normalized_combined_emission':
      return vector(intermediate.normalizedCombinedEmission)
    case 'weights_norm':
      return rows(intermediate.weightsNorm)
    case 'clipped_weights':
      return rows(intermediate.clippedWeights)
    case 'ema_bonds':
      return rows(intermediate.emaBonds)
    default:
      return undefined
  }
}

function rows(matrix: readonly (readonly (readonly [number, bigint])[])[]): Json {
  return matrix.map((row) => row.map(([uid, bits]) => [uid, Number(bits) / ONE]))
}
