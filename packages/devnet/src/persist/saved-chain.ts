import { z } from 'zod'
import type { Block } from '../chain/block.js'
import type { Chain, ChainMoment, Changes } from '../chain/chain.js'
import { hashExtrinsic } from '../chain/execute.js'
import { extrinsicsRoot, hashHeader, headerCodec, nextStateRoot } from '../chain/header.js'
import { decodeAll, fromHex, toHex } from '../codec/bytes.js'
import { decodeExtrinsic } from '../extrinsics/extrinsic.js'
import type { Pooled } from '../pool/pool.js'
import { presetNames } from '../presets/presets.js'
import { RUNTIME } from '../schema/version.js'
import type { StateRoot } from '../state/root.js'
import { readRoot, Store } from '../state/store.js'

/** As many blocks keep their state as in a node that prunes. */
const MOST_BLOCKS = 256

const hex = z.string().regex(/^0x(?:[0-9a-f]{2})*$/)
const rawKey = z.string().regex(/^(?:[0-9a-f]{2})*$/)
const changes = z.array(z.tuple([rawKey, hex.nullable()]))

const block = z.strictObject({
  header: hex,
  extrinsics: z.array(hex),
  timestamp: z.number().int(),
  changes,
  /** The whole state, where the block before is not kept. */
  state: z.array(z.tuple([rawKey, hex])).optional(),
})

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)

/** The block and the subnet that a chain was forked from, and what it keeps of that runtime. */
const fork = z.strictObject({
  genesis: hash,
  hash,
  number: z.number().int(),
  netuid: z.number().int(),
  slotMs: z.number().int(),
  isFastBuild: z.boolean(),
  notes: z.array(z.string()),
})

const made = z.strictObject({
  seed: z.string().nullable(),
  preset: z.enum(presetNames).nullable(),
  fork: fork.nullable().default(null),
})

const savedSchema = z.strictObject({
  specVersion: z.literal(RUNTIME.specVersion),
  made,
  blocks: z.array(block).min(1),
  edits: changes,
  nextTimestamp: z.number().int().nullable(),
  pool: z.array(hex),
})

type SavedBlock = z.output<typeof block>

/** The options that a chain was made with and has to keep. */
export type Made = z.output<typeof made>

/** Origin of a chain that was forked. */
export type MadeFork = z.output<typeof fork>

/** A chain that can go on. */
export interface SavedChain {
  readonly made: Made
  readonly past: readonly [genesis: Block, ...Block[]]
  readonly moment: ChainMoment
}

/** Everything that a chain needs to go on, as text: the genesis, the newest blocks, edits, pool and clock. */
export function writeChain(chain: Chain, made: Made): string {
  const { edits, nextTimestamp, pool } = chain.capture()
  const [genesis, ...later] = chain.blocks() as [Block, ...Block[]]
  const kept = later.slice(-MOST_BLOCKS)
  const isGapped = kept[0] !== undefined && kept[0].header.parentHash !== genesis.hash
  const blocks = [genesis, ...kept].map((block, at) => writeBlock(block, at === 1 && isGapped))
  const saved: z.input<typeof savedSchema> = {
    specVersion: RUNTIME.specVersion,
    made,
    blocks,
    edits: writeChanges(edits),
    nextTimestamp: nextTimestamp ?? null,
    pool: pool.map(({ bytes }) => toHex(bytes)),
  }
  return JSON.stringify(saved)
}

/** Reads what {@link writeChain} wrote. Throws unless every block follows from the one before. */
export function readChain(text: string): SavedChain {
  const saved = savedSchema.parse(JSON.parse(text))
  const past: Block[] = []
  for (const block of saved.blocks) past.push(readBlock(block, past.at(-1)))
  const head = past.at(-1) as Block
  const edits = readChanges(saved.edits)
  return {
    made: saved.made,
    past: past as [Block, ...Block[]],
    moment: {
      head: { ...head, root: withChanges(head.sealed, edits) },
      edits,
      nextTimestamp: saved.nextTimestamp ?? undefined,
      pool: saved.pool.map(readPooled),
    },
  }
}

function writeBlock({ header, extrinsics, timestamp, changes, sealed }: Block, whole: boolean): SavedBlock {
  const state = (): [string, string][] =>
    [...readRoot(sealed).entries('')].map(([key, value]) => [key, toHex(value)])
  return {
    header: toHex(headerCodec.enc(header)),
    extrinsics: extrinsics.map(toHex),
    timestamp,
    changes: writeChanges(changes),
    ...(whole ? { state: state() } : {}),
  }
}

function readBlock(saved: SavedBlock, parent: Block | undefined): Block {
  const header = decodeAll(headerCodec, fromHex(saved.header))
  const extrinsics = saved.extrinsics.map(fromHex)
  const changes = readChanges(saved.changes)
  const follows = parent === undefined ? header.number === 0 : header.parentHash === parent.hash
  if (saved.state === undefined) {
    const parentRoot = parent?.header.stateRoot ?? header.parentHash
    const agrees = nextStateRoot(parentRoot, changes) === header.stateRoot
    if (!follows || !agrees)
      throw new RangeError(`block ${header.number} does not follow from what is before`)
  }
  // A block that was forked has the header of another chain, and none of its extrinsics.
  const isForked = saved.state !== undefined && extrinsics.length === 0
  if (!isForked && extrinsicsRoot(extrinsics) !== header.extrinsicsRoot) {
    throw new RangeError(`block ${header.number} has other extrinsics than its header says`)
  }
  const sealed = saved.state
    ? withChanges(undefined, readChanges(saved.state))
    : withChanges(parent?.sealed, changes)
  return {
    hash: hashHeader(header),
    header,
    extrinsics,
    sealed,
    root: sealed,
    changes,
    timestamp: saved.timestamp,
  }
}

const writeChanges = (changes: Changes): [string, string | null][] =>
  [...changes].map(([key, value]) => [key, value ? toHex(value) : null])

const readChanges = (saved: readonly (readonly [string, string | null])[]): Changes =>
  new Map(saved.map(([key, value]) => [key, value === null ? undefined : fromHex(value)]))

function withChanges(root: StateRoot, changes: Changes): StateRoot {
  const store = new Store(root)
  for (const [key, value] of changes) {
    if (value) store.set(key, value)
    else store.remove(key)
  }
  return store.root
}

/** Signatures were verified on submission, or not required. */
function readPooled(saved: string): Pooled {
  const bytes = fromHex(saved)
  const extrinsic = decodeExtrinsic(bytes)
  if (extrinsic.kind === 'bare' || extrinsic.signer.type !== 'Id') {
    throw new RangeError('an extrinsic of the pool is not signed by an account')
  }
  const { value: signer } = extrinsic.signer
  return {
    extrinsic,
    signer,
    bytes,
    hash: hashExtrinsic(bytes),
    listeners: new Set(),
    announced: undefined,
  }
}
