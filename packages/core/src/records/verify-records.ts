import { createHash } from 'node:crypto'
import { hashLeaf, rootOf } from '@subnetkit/base'
import { decodeAddress, verifySignature } from '@subnetkit/wallet'
import { coreError } from '../errors.js'
import { flawOfReceipt, type StatementVerifier } from '../subnet/answer-proof.js'
import { createVerifiedBatches } from '../subnet/verified-batches.js'
import { canonicalJson } from './canonical-json.js'
import { proofMismatch } from './miner-proof.js'
import { fileLine, type ObservationLine, type RecordLine, type RoundLine } from './receipts-file.js'
import { byPlace, recordLeaf, recordTree, roundText } from './round-root.js'
import { recordHash, type ScoreRecord } from './score-record.js'

/** A round of a file that is consistent in itself. */
export interface VerifiedRound {
  readonly line: RoundLine
  /** Number of its line, from 1. */
  readonly at: number
  readonly records: readonly ScoreRecord[]
  /** Records whose miner signed the answer that they name. */
  readonly proven: number
  /** True if the file has all records of the round. */
  readonly isComplete: boolean
  /** Observation that its tasks were drawn with; undefined if the file has none. */
  readonly observed?: unknown
  /** Root under which the round is on chain, by its path; null if the file states none. */
  readonly rootOnChain: Uint8Array | null
}

/**
 * Checks a file with score records by itself, without a network, and yields its rounds: the form of every line, every hash, the tree of
 * every round, the signatures of validator and miners, the secret against its hash. Throws RECORDS_INVALID, which names the line and the record or
 * field that is wrong, and RECORDS_UNPROVEN for a round with neither a signature nor a place on chain.
 */
export async function* verifyRecords(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<VerifiedRound> {
  let round: {
    readonly line: RoundLine
    readonly at: number
    readonly records: Numbered[]
    observation: Observation | null
  } | null = null
  const seen = new Set<string>()
  const verifies = createVerifiedBatches((...statement) => isOf('sr25519', ...statement))
  let at = 0
  for await (const text of lines) {
    at += 1
    const line = readLine(text, at)
    if (line.kind === 'record') {
      if (round === null) throw invalid(`line ${at}`, 'it is a record without a round before it')
      round.records.push({ ...line, at })
      continue
    }
    if (line.kind === 'observation') {
      if (round === null || round.observation !== null || round.records.length > 0)
        throw invalid(`line ${at}`, 'an observation comes once, just after its round')
      round.observation = { ...line, at }
      continue
    }
    if (round) yield verifyRound(round, verifies)
    const key = roundKey(line)
    if (seen.has(key))
      throw invalid(`line ${at}`, `round ${line.round} of this validator is in the file twice`)
    seen.add(key)
    round = { line, at, records: [], observation: null }
  }
  if (round === null) throw invalid('the file', 'it has no round')
  yield verifyRound(round, verifies)
}

type Numbered = RecordLine & { readonly at: number }
type Observation = ObservationLine & { readonly at: number }

const roundKey = ({ genesis, netuid, mechanism, validator, round }: RoundLine) =>
  [genesis, netuid, mechanism, validator, round].join(' ')

function readLine(text: string, at: number) {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw invalid(`line ${at}`, 'it is not JSON')
  }
  const parsed = fileLine.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue!.path.map(String).join('.')
    throw invalid(field === '' ? `line ${at}` : `line ${at}, field ${field}`, issue!.message)
  }
  let canonical: string | null = null
  try {
    canonical = canonicalJson(given)
  } catch {
    // A text with half a surrogate pair.
  }
  if (canonical !== text) throw invalid(`line ${at}`, 'it is not in the canonical form of RFC 8785')
  return parsed.data
}

interface OneRound {
  readonly line: RoundLine
  readonly at: number
  readonly records: readonly Numbered[]
  readonly observation: Observation | null
}

function verifyRound(
  { line, at, records, observation }: OneRound,
  verifies: StatementVerifier,
): VerifiedRound {
  const place = `line ${at}, round ${line.round}`
  const [first] = records
  if (first === undefined) throw invalid(place, 'it has no records')
  const isInTree = (record: Numbered) =>
    record.place === undefined ? rootOfAll(records) === line.root : rootOfPath(line, record) === line.root
  for (const record of records) verifyRecord(line, record, first, () => isInTree(record))
  verifyClaims(first)
  if (observation) verifyObservation(observation, first)
  verifyOrder(records)
  const isComplete = first.place === undefined
  if (isComplete) verifyWhole(line, place, records)
  else for (const record of records) verifyPath(line, record)
  for (const record of records) verifyProof(record, verifies)
  if (line.signature === null && line.chain === null) {
    throw unproven(place, 'it has neither a signature nor a place on chain', awaitNotice)
  }
  if (line.signature !== null && !isSigned(line, line.signature)) {
    throw invalid(`${place}, field signature`, `it is not that of ${line.validator} over this round and root`)
  }
  return {
    proven: records.filter(({ proof }) => proof !== undefined).length,
    ...{ line, at, isComplete, records: records.map(({ record }) => record as ScoreRecord) },
    ...(observation && { observed: observation.value }),
    rootOnChain: rootOnChain(line, place),
  }
}

/** Fields that the records of a round share. */
const ofRound = ['drawnAs', 'roundBlocks', 'commitBlock', 'commitment', 'observed', 'checker'] as const

/** A field as text; one that is absent is null. */
const textOf = (field: unknown) => canonicalJson(field ?? null)

/** Fields that a record shares with its round. */
const shared = ['genesis', 'netuid', 'mechanism', 'validator', 'round'] as const

function nameOf({ at, record: { miner, task } }: Numbered): string {
  return `line ${at}, record of task ${task.id} of uid ${miner.uid}`
}

function verifyRecord(line: RoundLine, numbered: Numbered, first: Numbered, isInTree: () => boolean): void {
  const { hash, record } = numbered
  const place = nameOf(numbered)
  const own = recordHash(record as ScoreRecord)
  if (own !== hash) {
    const field = oddField(line, numbered, first)
    const detail = isInTree()
      ? `the record was changed after it was sealed: its hash is ${own}, and the tree of the round has ${hash} at its place`
      : `its hash is ${own}, and its line has ${hash}, which the tree of the round does not have there`
    throw invalid(field === undefined ? place : `${place}, field ${field}`, detail)
  }
  const other = shared.find((field) => record[field] !== line[field])
  if (other)
    throw invalid(`${place}, field ${other}`, `it is ${record[other]}, but its round has ${line[other]}`)
  const differs = ofRound.find((field) => textOf(record[field]) !== textOf(first.record[field]))
  if (differs) throw invalid(`${place}, field ${differs}`, 'it differs from that of the first record')
  if (line.secret !== null && sha256(line.secret) !== record.commitment) {
    throw invalid(`${place}, field commitment`, 'it is not the hash of the secret of its round')
  }
}

/** First field of a changed record that cannot be right; undefined if each of them could be. */
function oddField(line: RoundLine, { record }: Numbered, first: Numbered): string | undefined {
  const value = (record.parts as { readonly value?: unknown } | null)?.value ?? 0
  return (
    shared.find((field) => record[field] !== line[field]) ??
    ofRound.find((field) => textOf(record[field]) !== textOf(first.record[field])) ??
    (record.score === value ? undefined : 'score')
  )
}

/**
 * Checks what a record says of its round, as far as it is bound without the chain. The round's first block is the only number that its
 * validator signs: with a free length, commit block or number to draw under, it would choose delay, secret and tasks afterwards.
 */
function verifyClaims(first: Numbered): void {
  const { round, roundBlocks, drawnAs, commitBlock } = first.record
  const wrong = (field: string, detail: string) => invalid(`${nameOf(first)}, field ${field}`, detail)
  if (roundBlocks < 1 || round % roundBlocks !== 0) {
    throw wrong('roundBlocks', `it is ${roundBlocks}, and rounds begin at multiples of their length`)
  }
  if (drawnAs !== round) throw wrong('drawnAs', `it is ${drawnAs}, and tasks are drawn under the round`)
  const closes = round + 2 * roundBlocks
  if (commitBlock !== null && commitBlock >= closes) {
    throw wrong('commitBlock', `it is ${commitBlock}, and the round closed in block ${closes}`)
  }
}

function verifyObservation({ at, hash, value }: Observation, { record }: Numbered): void {
  const place = `line ${at}, observation`
  const own = createHash('sha256').update(canonicalJson(value)).digest('hex')
  if (own !== hash) throw invalid(`${place}, field value`, `its hash is ${own}, and its line has ${hash}`)
  if (hash !== record.observed) {
    throw invalid(
      `${place}, field hash`,
      `the records of the round name ${record.observed ?? 'no observation'}`,
    )
  }
}

function verifyOrder(records: readonly Numbered[]): void {
  for (const [index, record] of records.entries()) {
    const before = records[index - 1]
    if (before === undefined) continue
    const [last, place] = [before.place, record.place]
    const isBehind = last !== undefined && place !== undefined && last.index >= place.index
    if (isBehind || byPlace(before.record, record.record) >= 0) {
      throw invalid(nameOf(record), 'it is out of order: records go by uid, hotkey and task, each once')
    }
  }
}

function verifyWhole(line: RoundLine, place: string, records: readonly Numbered[]): void {
  const placed = records.find((record) => record.place !== undefined)
  if (placed) throw invalid(`${nameOf(placed)}, field place`, 'other records of the round have none')
  if (records.length !== line.count) {
    throw invalid(`${place}, field count`, `it is ${line.count}, and the file has ${records.length} records`)
  }
  if (rootOfAll(records) !== line.root) {
    throw invalid(`${place}, field root`, 'it is not the root over the records of the round')
  }
}

const rootOfAll = (records: readonly Numbered[]) => hex(recordTree(records.map(({ hash }) => hash)).root)

function rootOfPath({ count }: RoundLine, { hash, place }: Numbered): string | null {
  if (place === undefined) return null
  const root = rootOf(recordLeaf(hash), { index: place.index, count, path: place.path.map(fromHex) })
  return root && hex(root)
}

function verifyPath(line: RoundLine, record: Numbered): void {
  if (record.place === undefined)
    throw invalid(nameOf(record), 'it has no place, and others of its round have one')
  if (rootOfPath(line, record) !== line.root) {
    throw invalid(`${nameOf(record)}, field place`, 'its path does not lead to the root of the round')
  }
}

function verifyProof(numbered: Numbered, verifies: StatementVerifier): void {
  const { record, proof } = numbered
  if (proof === undefined) return
  const flaw = proofMismatch(record, proof) ?? flawOfReceipt(proof, verifies)
  if (flaw !== null) throw invalid(`${nameOf(numbered)}, field proof`, flaw)
}

const isSigned = (line: RoundLine, signature: string) =>
  (['sr25519', 'ed25519'] as const).some((scheme) => isOf(scheme, line.validator, roundText(line), signature))

/** True if the key of an address signed a text; a signature is `0x` and hex. */
function isOf(scheme: 'sr25519' | 'ed25519', address: string, text: string, signature: string): boolean {
  try {
    const message = Buffer.from(text, 'utf8')
    return verifySignature({
      ...{ scheme, publicKey: decodeAddress(address), message },
      signature: fromHex(signature.slice(2)),
    })
  } catch {
    return false // not an address
  }
}

function rootOnChain(line: RoundLine, place: string): Uint8Array | null {
  if (line.chain === null) return null
  const { path, index, count, through } = line.chain
  if (through < line.round) {
    throw invalid(`${place}, field chain.through`, `it is ${through}, before the round itself`)
  }
  const root = rootOf(hashLeaf(roundText(line)), { index, count, path: path.map(fromHex) })
  if (root === null) throw invalid(`${place}, field chain.path`, 'it does not fit its index and count')
  return root
}

const fromHex = (text: string) => Buffer.from(text, 'hex')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const sha256 = (secret: string) => createHash('sha256').update(fromHex(secret)).digest('hex')

/** Error for a round that nothing speaks against, and that lacks what proves it. */
export const unproven = (
  place: string,
  detail: string,
  fix: string,
  options?: { readonly cause?: unknown },
) => coreError('RECORDS_UNPROVEN', { place, detail, fix }, options)

/** Fix for a round whose root is not on chain yet. */
export const awaitNotice =
  'Wait for the next notice of the validator, which brings the root on chain, then export or fetch the round again.'

/** Error for a file that is not what a validator vouched for. */
export const invalid = (place: string, detail: string) => coreError('RECORDS_INVALID', { place, detail })
