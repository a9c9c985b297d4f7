import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createMerkleTree, hashLeaf, isSubnetError } from '@subnetkit/base'
import { createKeypair, verifySignature } from '@subnetkit/wallet'
import { expect, test } from 'vitest'
import type { StoredProof } from '../store/answer-receipts.js'
import type { RoundRecord } from '../store/records.js'
import type { FoldedRound, RoundSeal } from '../store/score-records.js'
import { answerStatement, batchStatement, receiptsVersion } from '../subnet/answer-proof.js'
import { canonicalJson } from './canonical-json.js'
import { exportRecords } from './export-records.js'
import { roundText, roundTree, statementOf } from './round-root.js'
import type { BareReceipt } from './score-record.js'
import { recordsOf, sealOf } from './seal-round.js'
import { type VerifiedRound, verifyRecords } from './verify-records.js'

const docs = new URL('../../../../docs/vectors/', import.meta.url)
const [validator, bob, dave] = ['//Alice', '//Bob', '//Dave'].map((uri) => createKeypair(uri))
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

function receipt(uid: number, task: number, more: Partial<BareReceipt>): BareReceipt {
  return {
    ...{ round: 1_000, uid, hotkey: (uid === 3 ? bob! : dave!).address, registeredAt: 10 * uid },
    ...{ taskId: `sum-${task}`, family: 'sum', synapse: 'add', outcome: 'scored', reason: null, score: 0 },
    ...{ parts: null, latencyMs: 100.5, answerHash: hex(sha256(`answer ${uid} ${task}`)) },
    requestHash: hex(sha256(`request ${uid} ${task}`)),
    bodyHash: hex(sha256(`body ${uid} ${task}`)),
    ...more,
  }
}

const scored = (score: number) => ({
  score,
  parts: {
    ...{ value: score, failedGate: null, criteria: [{ name: 'right', weight: 2, score }] },
    factors: [{ name: 'latency', factor: 1 }],
  },
})
const none = { answerHash: null, requestHash: null, bodyHash: null }
const receipts: readonly BareReceipt[] = [
  receipt(3, 0, scored(1)),
  receipt(3, 1, scored(0.1 + 0.2)),
  receipt(3, 10, { ...none, outcome: 'ours', reason: 'CALLER_STALLED: paused' }),
  receipt(12, 0, { outcome: 'malformed', reason: 'RESPONSE_MALFORMED: no sum — “€”' }),
  receipt(12, 1, { ...none, outcome: 'refused', reason: 'AUTH_STALE: the nonce is old' }),
]

/** sr25519 signatures are randomized: one in a file stays as long as it is one of this statement. */
function sign(statement: string, keypair = validator!): string {
  const message = Buffer.from(statement, 'utf8')
  const files = ['scores-1.jsonl', 'scores-1-observed.jsonl'].map((name) => new URL(name, docs))
  const known = files.flatMap((file) =>
    existsSync(file) ? (readFileSync(file, 'utf8').match(/0x[0-9a-f]{128}/g) ?? []) : [],
  )
  const { publicKey } = keypair
  const isOurs = (signature: string) =>
    verifySignature({
      ...{ scheme: 'sr25519', publicKey, message },
      signature: Buffer.from(signature.slice(2), 'hex'),
    })
  return known.find(isOurs) ?? `0x${hex(keypair.sign(message))}`
}

/** Two rounds under one root. */
function rounds(isObserving = false): readonly FoldedRound[] {
  const sealed = [1_000, 1_010].map((number) => {
    const secret = sha256(`secret ${number}`)
    const round = {
      ...{ number, drawnAs: number, roundBlocks: 10, commitBlock: number + 1, version: '3' },
      ...{ secret, secretHash: sha256(secret), revealed: number === 1_000 },
      observedHash: isObserving ? seenHash : null,
    } as Partial<RoundRecord> as RoundRecord
    const sealer = {
      ...{ genesis: `0x${'2f'.repeat(32)}`, netuid: 12, mechanism: 0, validator: validator!.address },
      checker: { subnet: 'sums', version: '3', package: hex(sha256('release')) },
    }
    const uncounted = ['refused AUTH_STALE']
    const seal = sealOf(recordsOf({ round, uncounted }, sealer, receipts), sealer)!
    return { round, uncounted, seal: { ...seal, signature: sign(roundText(seal)) } satisfies RoundSeal }
  })
  const tree = roundTree(sealed.map(({ seal }) => seal))
  return sealed.map((one, index) => ({
    ...one,
    place: { block: 1_024, through: 1_010, index, count: 2, path: tree.pathOf(index).map(hex) },
  }))
}

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of from) items.push(item)
  return items
}

/** Receipts by which a miner proves two of its answers: one batch. */
function proofs(): readonly StoredProof[] {
  const answers = receipts.slice(0, 2).map((one, at) => ({
    ...{ caller: validator!.address, miner: bob!.address, status: 200, time: 1_700_000_000_000 + at },
    ...{ request: one.requestHash!, body: one.bodyHash! },
  }))
  const batch = { miner: bob!.address, count: 2, start: 1_700_000_000_000, end: 1_700_000_000_001 }
  const tree = createMerkleTree(answers.map((one) => hashLeaf(answerStatement(one))))
  const signature = sign(batchStatement(batch, tree.root), bob!)
  return answers.map((one, index) => ({
    receipt: {
      version: receiptsVersion,
      ...batch,
      ...one,
      index,
      path: tree.pathOf(index).map(hex),
      signature,
    },
    ...{ round: 1_000, requestText: '', requestBody: null, answerBody: null },
  }))
}

/** An observation: numbers and texts whose canonical form other languages write otherwise. */
const seen = { prices: [1e21, 0.1 + 0.2, 5], at: '2026-11-30', note: '“€”\u2028', open: null }
const seenHash = hex(sha256(canonicalJson(seen)))

async function linesOf(miner?: string, { isObserving = false } = {}) {
  const store = {
    foldedRounds: async () => [...rounds(isObserving)],
    observed: async () => seen,
    bareReceipts: async () => [...receipts],
    answerReceipts: async (round: number) => (round === 1_000 ? [...proofs()] : []),
  }
  return collect(exportRecords(store, { miner }))
}

const verify = (lines: readonly string[]): Promise<VerifiedRound[]> => collect(verifyRecords(lines))

test('the golden set in docs follows from the implementation', async () => {
  const [first, second] = rounds()
  const { records, hashes } = recordsOf(first!, first!.seal!, receipts)
  const vectors = {
    version: 'scores/1',
    record: { canonical: canonicalJson(records[0]), hash: hashes[0] },
    leaf: hex(sha256(`\0scores/1 record\n${hashes[0]}`)),
    round: {
      hashes,
      statement: roundText(first!.seal!),
      ...statementOf(first!.seal!),
      leaf: hex(sha256(`\0${roundText(first!.seal!)}`)),
    },
    onChain: { through: 1_010, root: hex(roundTree([first!.seal!, second!.seal!]).root) },
  }
  await expect(`${JSON.stringify(vectors, null, 2)}\n`).toMatchFileSnapshot(
    fileURLToPath(new URL('scores-1.json', docs)),
  )
  await expect(`${(await linesOf()).join('\n')}\n`).toMatchFileSnapshot(
    fileURLToPath(new URL('scores-1.jsonl', docs)),
  )
  await expect(`${(await linesOf(undefined, { isObserving: true })).join('\n')}\n`).toMatchFileSnapshot(
    fileURLToPath(new URL('scores-1-observed.jsonl', docs)),
  )
})

test('a whole file verifies, and so does the part of one miner', async () => {
  const whole = await verify(await linesOf())
  expect(whole.map(({ isComplete, records, proven }) => [isComplete, records.length, proven])).toEqual([
    [true, 5, 2],
    [true, 5, 0],
  ])
  const part = await verify(await linesOf(bob!.address))
  expect(part.map(({ isComplete, records }) => [isComplete, records.length])).toEqual([
    [false, 3],
    [false, 3],
  ])
  expect(part.map(({ rootOnChain }) => hex(rootOnChain!))).toEqual(
    whole.map(({ rootOnChain }) => hex(rootOnChain!)),
  )
  // The one that is not revealed stays secret.
  expect(whole.map(({ line }) => line.secret !== null)).toEqual([true, false])
})

test('one flipped bit anywhere is refused by name', async () => {
  const lines = await linesOf(bob!.address)
  const root = hex((await verify(lines))[0]!.rootOnChain!)
  const undetected: string[] = []
  // Bytes of every kind, in a third of a second: the structure, names, hex, addresses, numbers, texts.
  const stride = 5
  // Of each byte another bit; lines of one round.
  const own = lines.slice(0, 4)
  for (const [index, line] of own.entries()) {
    const bytes = Buffer.from(line, 'utf8')
    for (let at = index; at < bytes.length; at += stride) {
      bytes[at]! ^= 1 << (at % 8)
      const changed = own.with(index, bytes.toString('utf8'))
      bytes[at]! ^= 1 << (at % 8)
      try {
        const [round] = await verify(changed)
        // A block is checked against the chain; anything else of the place leads to another root.
        if (hex(round!.rootOnChain!) === root) undetected.push(JSON.parse(changed[index]!).chain.block)
      } catch (error) {
        if (!isSubnetError(error, 'RECORDS_INVALID')) throw error
        expect(error.message).toMatch(/^(line [1-4]|the file)/)
      }
    }
  }
  expect(new Set(undetected).size).toBe(undetected.length)
  expect(undetected.length).toBeLessThanOrEqual(6)
})

test.each<[string, (lines: string[]) => string[], string]>([
  ['a record that is left out', (lines) => lines.filter((_, index) => index !== 2), 'field count'],
  ['a record twice', (lines) => lines.toSpliced(2, 0, lines[2]!), 'out of order'],
  ['two records in the other order', (lines) => lines.with(1, lines[2]!).with(2, lines[1]!), 'out of order'],
  ['a round twice', (lines) => [...lines, ...lines.slice(0, 6)], 'twice'],
  ['no round', (lines) => lines.slice(1, 3), 'without a round'],
  ['nothing', () => [], 'no round'],
  ['another form of the same JSON', (lines) => lines.with(0, ` ${lines[0]}`), 'canonical'],
  [
    'defect: a score that was changed read as another record',
    (lines) => {
      const line = JSON.parse(lines[4]!)
      return lines.with(4, canonicalJson({ ...line, record: { ...line.record, score: 0.123 } }))
    },
    'field score: the record was changed after it was sealed',
  ],
  [
    'defect: a hash that was changed read as another record',
    (lines) => lines.with(4, canonicalJson({ ...JSON.parse(lines[4]!), hash: '0'.repeat(64) })),
    'which the tree of the round does not have there',
  ],
  [
    'the receipt of another answer of the miner',
    (lines) => {
      const [first, second] = [1, 2].map((at) => JSON.parse(lines[at]!))
      return lines.with(1, canonicalJson({ ...first, proof: second.proof }))
    },
    'field proof: its request is',
  ],
  [
    'a receipt that the miner has not signed',
    (lines) => {
      const line = JSON.parse(lines[1]!)
      return lines.with(1, canonicalJson({ ...line, proof: { ...line.proof, time: line.proof.time + 1 } }))
    },
    'field proof: the signature is not that of the miner',
  ],
  [
    'a better score with its own hash and root',
    (lines) => {
      const line = JSON.parse(lines[4]!)
      line.record.score = 1
      line.hash = hex(sha256(canonicalJson(line.record)))
      return lines.with(4, canonicalJson(line))
    },
    'field root',
  ],
])('refuses %s', async (_, change, detail) => {
  await expect(verify(change(await linesOf()))).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringContaining(detail),
  })
})

/** File of one round whose records say something else, with hashes, tree and signature that fit. */
function claiming(more: Partial<RoundRecord>): string[] {
  const [one] = rounds()
  const sealer = one!.seal!
  const { records, hashes } = recordsOf({ ...one!, round: { ...one!.round, ...more } }, sealer, receipts)
  const seal = sealOf({ records, hashes }, sealer)!
  const line = { kind: 'round', format: 'scores/1', ...statementOf(seal), secret: null, chain: null }
  return [
    canonicalJson({ ...line, signature: sign(roundText(seal)) }),
    ...records.map((record, index) => canonicalJson({ kind: 'record', hash: hashes[index], record })),
  ]
}

test.each<[string, Partial<RoundRecord>]>([
  ['drawnAs', { drawnAs: 123_456_789 }],
  ['roundBlocks', { roundBlocks: 198_990 }],
  ['roundBlocks', { roundBlocks: 0 }],
  ['commitBlock', { commitBlock: 1_020 }],
])('defect: %s of a round was free (%#)', async (field, more) => {
  expect(await verify(claiming({}))).toHaveLength(1)
  await expect(verify(claiming(more))).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringContaining(`field ${field}`),
  })
})

test.each<[string, readonly number[]]>([
  ['twice', [0, 1, 1, 2, 3]],
  ['in another order', [0, 2, 1, 3]],
])('defect: records with a place were accepted %s', async (_, order) => {
  const lines = await linesOf(bob!.address)
  await expect(verify(order.map((at) => lines[at]!))).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringContaining('out of order'),
  })
})

test('a round with neither a signature nor a place on chain proves nothing', async () => {
  const [header, ...rest] = await linesOf()
  const bare = canonicalJson({ ...JSON.parse(header!), signature: null, chain: null })
  await expect(verify([bare, ...rest])).rejects.toMatchObject({ code: 'RECORDS_UNPROVEN' })
})

test('defect: an export had no observation, without which nobody could draw the tasks again', async () => {
  const lines = await linesOf(undefined, { isObserving: true })
  const [first, second] = await verify(lines)
  expect(first!.observed).toEqual(seen)
  // The secret of the second round is not revealed yet: what was observed for it is not, either.
  expect([second!.line.secret, second!.observed]).toEqual([null, undefined])
  // An older export has none.
  expect(await verify(lines.filter((line) => !line.includes('"kind":"observation"')))).toHaveLength(2)
})

test.each<[string, (lines: string[]) => string[], string]>([
  [
    'that was changed',
    (lines) => lines.with(1, lines[1]!.replace('2026-11-30', '2026-11-31')),
    'line 2, observation, field value',
  ],
  [
    'of another round',
    (lines) => {
      const value = { ...seen, open: 1 }
      return lines.with(
        1,
        canonicalJson({ kind: 'observation', hash: hex(sha256(canonicalJson(value))), value }),
      )
    },
    'line 2, observation, field hash',
  ],
  ['that is there twice', (lines) => lines.toSpliced(1, 0, lines[1]!), 'line 3'],
  ['behind a record', (lines) => lines.with(1, lines[2]!).with(2, lines[1]!), 'line 3'],
  [
    'without a value',
    (lines) => lines.with(1, canonicalJson({ kind: 'observation', hash: seenHash })),
    'value',
  ],
  ['before its round', (lines) => lines.slice(1), 'line 1'],
])('refuses an observation %s', async (_, change, detail) => {
  const lines = await linesOf(undefined, { isObserving: true })
  await expect(verify(change(lines))).rejects.toMatchObject({
    code: 'RECORDS_INVALID',
    message: expect.stringContaining(detail),
  })
})

test('an observation that no record names is refused', async () => {
  const [head, ...records] = await linesOf()
  const line = canonicalJson({ kind: 'observation', hash: seenHash, value: seen })
  await expect(verify([head!, line, ...records])).rejects.toMatchObject({
    message: expect.stringContaining('no observation'),
  })
})

const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

test.skipIf(!hasPython)('a verifier in another language, written from the docs, agrees', () => {
  const run = (script: string, input: string) =>
    execFileSync('python3', [fileURLToPath(new URL(script, docs)), '-'], { input, encoding: 'utf8' })
  const text = readFileSync(new URL('scores-1.jsonl', docs), 'utf8')
  const vectors = JSON.parse(readFileSync(new URL('scores-1.json', docs), 'utf8'))
  expect(run('verify_scores.py', text)).toBe(
    `round 1000: 5 records, 2 proofs, root on chain ${vectors.onChain.root} through round 1010 in block 1024\n` +
      `round 1010: 5 records, 0 proofs, root on chain ${vectors.onChain.root} through round 1010 in block 1024\n`,
  )
  const observed = readFileSync(new URL('scores-1-observed.jsonl', docs), 'utf8')
  expect(run('verify_scores.py', observed)).toContain('round 1000: 5 records, 2 proofs, tasks drawn with')
  expect(() => run('verify_scores.py', observed.replace('2026-11-30', '2026-11-31'))).toThrow(
    /line 2: the hash/,
  )
  const flipped = text.replace('"latencyMs":100.5', '"latencyMs":100.4')
  expect(() => run('verify_scores.py', flipped)).toThrow(/line 2: the hash is that of another record/)
  for (const more of [{ drawnAs: 7 }, { roundBlocks: 198_990 }, { commitBlock: 1_020 }]) {
    expect(() => run('verify_scores.py', claiming(more).join('\n'))).toThrow(/line 1: the /)
  }
  const other = text.replace('"status":200', '"status":201')
  expect(() => run('verify_scores.py', other)).toThrow(/line 3: the receipts of a batch have different roots/)
})
