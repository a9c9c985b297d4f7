import type { EpochInput, SparseRow } from '../types.js'
import { asBigint, asBoolean, asList, asNumber, type Json, type JsonObject, snakeCase } from './json.js'

type Reader<T> = (value: Json | undefined, what: string) => T

const list =
  <T>(read: Reader<T>): Reader<T[]> =>
  (value, what) =>
    asList(value, what).map((entry, i) => read(entry, `${what}[${i}]`))

const nullable =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value, what) =>
    value === null ? null : read(value, what)

const cell: Reader<readonly [number, number]> = (value, what) => {
  const [uid, stored] = asList(value, what)
  return [asNumber(uid, what), asNumber(stored, what)]
}

const rows: Reader<SparseRow[]> = list(list(cell))

const READERS: { readonly [Field in keyof EpochInput]-?: Reader<EpochInput[Field]> } = {
  n: asNumber,
  currentBlock: asNumber,
  tempo: asNumber,
  activityCutoffBlocks: asNumber,
  lastUpdate: list(asNumber),
  blockAtRegistration: list(asNumber),
  taoWeight: asBigint,
  alphaStake: list(asBigint),
  taoStake: list(asBigint),
  stakeThreshold: asBigint,
  ownerUid: nullable(asNumber),
  validatorPermit: list(asBoolean),
  maxAllowedValidators: asNumber,
  weights: rows,
  commitRevealEnabled: asBoolean,
  commitBlocks: list(nullable(asNumber)),
  kappa: asNumber,
  bondsPenalty: asNumber,
  bondsMovingAverage: asNumber,
  lastMechanismStepBlock: asNumber,
  bonds: rows,
  alphaSigmoidSteepness: asNumber,
  alphaLow: asNumber,
  alphaHigh: asNumber,
  yuma3: asBoolean,
  liquidAlpha: asBoolean,
  raoEmission: asBigint,
}

/** The `input` of an epoch step; a missing field and an unknown one are both errors. */
export function readEpochInput(input: JsonObject): EpochInput {
  const entries = Object.entries(READERS).map(([field, read]) => [
    field,
    (read as Reader<unknown>)(input[snakeCase(field)], snakeCase(field)),
  ])
  const known = new Set(Object.keys(READERS).map(snakeCase))
  const unknown = Object.keys(input).find((field) => !known.has(field))
  if (unknown !== undefined) throw new TypeError(`input.${unknown} is not known here`)
  return Object.fromEntries(entries)
}
