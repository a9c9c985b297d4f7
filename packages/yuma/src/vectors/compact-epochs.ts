import { runEpoch } from '../epoch.js'
import { maxUpscale } from '../max-upscale.js'
import type { EpochInput, EpochResult, SparseRow } from '../types.js'
import { judge, type VectorResult } from './cases.js'
import { difference, firstOf } from './compare.js'
import {
  asBigint,
  asBoolean,
  asList,
  asNumber,
  asObject,
  asString,
  type Json,
  type JsonObject,
  toJson,
} from './json.js'

/** Runs a file of compactly described graphs (rules instead of rows) over this implementation. */
export function runCompactEpochVectors(file: unknown): VectorResult[] {
  return judge(file, 'sequences', (sequence) => {
    const name = asString(sequence.id, 'id')
    return [{ name, problem: sequenceProblem(sequence) }]
  })
}

const SEQUENCE_FIELDS = new Set(['id', 'source', 'note', 'setup', 'asserted_by_test', 'reference_per_epoch'])
const EPOCHS = 'one epoch first, to grant permits, before weights; then three epochs, all at block 1'
const LAST_UPDATE = '1 for every uid that has set weights, otherwise 0'

interface Graph {
  readonly isValidator: readonly boolean[]
  readonly results: readonly EpochResult[]
}

function sequenceProblem(sequence: JsonObject): string | null {
  const unknown = Object.keys(sequence).find((field) => !SEQUENCE_FIELDS.has(field))
  if (unknown !== undefined) return `field ${unknown} is not known here`
  const graph = runGraph(asObject(sequence.setup, 'setup'))
  const expected = asList(sequence.reference_per_epoch, 'reference_per_epoch')
  if (expected.length !== graph.results.length) return `${expected.length} epochs are expected, not 3`
  const asserted = asObject(sequence.asserted_by_test ?? {}, 'asserted_by_test')
  return (
    firstOf(expected.entries(), ([epoch, fields]) =>
      epochProblem(asObject(fields, 'epoch'), graph, epoch, `epoch ${epoch}`),
    ) ??
    firstOf(Object.entries(asserted), ([name, fields]) => {
      if (name === 'computed_with') return null
      if (name !== 'after_third_epoch') return `asserted_by_test.${name} is not known here`
      return epochProblem(asObject(fields, name), graph, 2, name)
    })
  )
}

function runGraph(setup: JsonObject): Graph {
  const read = new Set<string>()
  const get = (name: string): Json | undefined => {
    read.add(name)
    return setup[name]
  }
  const number = (name: string) => asNumber(get(name), name)
  const expectText = (name: string, text: string) => {
    if (get(name) !== text) throw new RangeError(`setup.${name} is not the rule known here`)
  }
  const n = number('n')
  const isValidator = validatorRule(asString(get('validators'), 'validators'), n)
  expectText('servers', 'all other uids')
  expectText('last_update', LAST_UPDATE)
  expectText('epochs', EPOCHS)
  const servers = isValidator.flatMap((validates, uid) => (validates ? [] : [uid]))
  const submitted = submittedWeight(asString(get('validator_weights'), 'validator_weights'))
  const stored = maxUpscale(servers.map(() => submitted))
  const serverVotes = selfWeight(
    asString(get('server_weights'), 'server_weights'),
    asBoolean(get('server_self_weight'), 'server_self_weight'),
  )
  const weights = isValidator.map((validates, uid): SparseRow => {
    if (validates) return servers.map((server, i) => [server, stored[i]!])
    return serverVotes === null ? [] : [[uid, serverVotes]]
  })
  const stakes = {
    validator: asBigint(get('validator_alpha_stake'), 'validator_alpha_stake'),
    server: asBigint(get('server_alpha_stake'), 'server_alpha_stake'),
  }
  const registrationBlock = number('registration_block')
  let input: EpochInput = {
    n,
    currentBlock: number('block'),
    tempo: number('tempo'),
    activityCutoffBlocks: number('activity_cutoff_blocks'),
    lastUpdate: [],
    blockAtRegistration: isValidator.map(() => registrationBlock),
    taoWeight: 0n,
    alphaStake: isValidator.map((validates) => (validates ? stakes.validator : stakes.server)),
    taoStake: [],
    stakeThreshold: 0n,
    ownerUid: null,
    validatorPermit: isValidator.map(() => false),
    maxAllowedValidators: number('max_allowed_validators'),
    weights: [],
    commitRevealEnabled: asBoolean(get('commit_reveal'), 'commit_reveal'),
    commitBlocks: [],
    kappa: number('kappa'),
    bondsPenalty: number('bonds_penalty'),
    bondsMovingAverage: number('bonds_moving_average'),
    lastMechanismStepBlock: 0,
    bonds: [],
    alphaSigmoidSteepness: 1000,
    alphaLow: 45875,
    alphaHigh: 58982,
    yuma3: asBoolean(get('yuma3'), 'yuma3'),
    liquidAlpha: false,
    raoEmission: asBigint(get('rao_emission'), 'rao_emission'),
  }
  const unknown = Object.keys(setup).find((name) => !read.has(name))
  if (unknown !== undefined) throw new RangeError(`setup.${unknown} is not known here`)

  input = { ...input, validatorPermit: runEpoch(input).stored.validatorPermit }
  input = { ...input, weights, lastUpdate: weights.map((row) => (row.length > 0 ? 1 : 0)) }
  const results: EpochResult[] = []
  while (results.length < 3) {
    const result = runEpoch(input, { trace: true })
    results.push(result)
    input = { ...input, validatorPermit: result.stored.validatorPermit, bonds: result.stored.bonds }
  }
  return { isValidator, results }
}

function validatorRule(rule: string, n: number): boolean[] {
  const range = /^uids (\d+)\.\.(\d+)$/.exec(rule)
  const divisor = /^uids divisible by (\d+)$/.exec(rule)
  return Array.from({ length: n }, (_, uid) => {
    if (range) return uid >= Number(range[1]) && uid <= Number(range[2])
    if (divisor) return uid % Number(divisor[1]) === 0
    throw new RangeError(`setup.validators is not a rule known here: ${rule}`)
  })
}

function submittedWeight(rule: string): number {
  const match = /^(\d+) to every server in ascending uid order, stored max-upscaled as 65535 each$/.exec(rule)
  if (!match) throw new RangeError(`setup.validator_weights is not a rule known here: ${rule}`)
  return Number(match[1])
}

function selfWeight(rule: string, votes: boolean): number | null {
  const match = /^only itself, (\d+)$/.exec(rule)
  if (votes !== (match !== null) || (!match && rule !== 'none')) {
    throw new RangeError(`setup.server_weights is not a rule known here: ${rule}`)
  }
  return match ? Number(match[1]) : null
}

function epochProblem(expected: JsonObject, graph: Graph, epoch: number, path: string): string | null {
  const result = graph.results[epoch]!
  return firstOf(Object.entries(expected), ([name, value]) => {
    switch (name) {
      case 'validators':
      case 'servers':
        return groupProblem(asObject(value, name), graph, result, name, path)
      case 'bond_validator_to_server':
      case 'every_validator_bond_to_every_server':
        return bondsProblem(value, graph, result, `${path}.${name}`)
      default:
        return `${path}.${name} is not known here`
    }
  })
}

function groupProblem(
  expected: JsonObject,
  { isValidator }: Graph,
  result: EpochResult,
  group: 'validators' | 'servers',
  path: string,
): string | null {
  return firstOf(Object.entries(expected), ([name, value]) => {
    const values = neuronValues(name, result)
    if (values === undefined) return `${path}.${group}.${name} is not known here`
    return firstOf(isValidator.entries(), ([uid, validates]) =>
      validates === (group === 'validators')
        ? difference(value, toJson(values[uid]), `${path}.${name}[${uid}]`)
        : null,
    )
  })
}

function neuronValues(
  name: string,
  { stored, intermediate }: EpochResult,
): readonly (number | bigint | boolean)[] | undefined {
  switch (name) {
    case 'consensus':
      return stored.consensus
    case 'incentive':
      return stored.incentive
    case 'dividends':
      return stored.dividends
    case 'emission':
      return stored.emission
    case 'validator_trust':
      return stored.validatorTrust
    case 'validator_permit':
      return stored.validatorPermit
    case 'incentive_bits':
      return intermediate?.incentive
    case 'dividends_bits':
      return intermediate?.dividends
    case 'consensus_bits':
      return intermediate?.consensus
    case 'stake_bits':
      return intermediate?.stake
    case 'active_stake_bits':
      return intermediate?.activeStake
    default:
      return undefined
  }
}

function bondsProblem(expected: Json, { isValidator }: Graph, result: EpochResult, path: string) {
  const servers = isValidator.flatMap((validates, uid) => (validates ? [] : [uid]))
  return firstOf(isValidator.entries(), ([validator, validates]) => {
    if (!validates) return null
    const bonds = new Map(result.stored.bonds[validator])
    return firstOf(servers, (server) =>
      difference(expected, bonds.get(server) ?? 0, `${path}[${validator}][${server}]`),
    )
  })
}
