import { appendFile, readFile, truncate } from 'node:fs/promises'
import { jsonFlaw } from '@subnetkit/base'
import { toFileError } from '@subnetkit/base/files'
import type { WatchSnapshot } from '@subnetkit/core'
import { z } from 'zod'
import { problemsIn, readSmallFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'

/** Largest file of snapshots, in bytes: 2,000 epochs of a full subnet with 64 validators take about 400 MB. */
const mostBytes = 536_870_912

const u16 = z.int().min(0).max(65_535)
const block = z.int().min(0)
const neuron = z.strictObject({
  uid: u16,
  hotkey: z.string().min(1).max(64),
  coldkey: z.string().min(1).max(64),
  registeredAt: block,
  stake: z.number().min(0),
  validatorPermit: z.boolean(),
  lastUpdate: block,
  consensus: u16,
  incentive: u16,
  dividends: u16,
  validatorTrust: u16,
  weights: z.array(z.tuple([u16, u16])).max(65_536),
})
const line = z.strictObject({
  genesisHash: z.string().regex(/^0x[0-9a-f]{64}$/, 'is not a hash'),
  netuid: u16,
  mechanism: z.int().min(0).max(255),
  block,
  // Files of earlier versions have none.
  activityCutoff: z.int().min(1).optional(),
  neurons: z
    .array(neuron)
    .max(65_536)
    .refine((neurons) => neurons.every(({ uid }, at) => uid === at), 'is not in the order of uids'),
})

/** Subnet that snapshots are of. */
export interface Recorded {
  readonly genesisHash?: string | undefined
  readonly netuid: number
  readonly mechanism: number
}

/**
 * Reads the snapshots of a file, in order. A last line without its end was cut off by a crash, and does not count. Throws
 * FILE_INVALID for malformed lines, and for those of another chain, subnet or mechanism.
 */
export async function readSnapshots(path: string, expected: Recorded): Promise<readonly WatchSnapshot[]> {
  const text = await readSmallFile(path, path, mostBytes)
  const snapshots: WatchSnapshot[] = []
  for (const [at, content] of text.split('\n').slice(0, -1).entries()) {
    const refuse = (detail: string, fix: string) => {
      throw cliError('FILE_INVALID', { path, detail: `line ${at + 1}: ${detail}`, fix })
    }
    const parsed = line.safeParse(parseLine(content))
    if (!parsed.success) {
      return refuse(problemsIn(parsed.error), 'Pass a file that subnet watch record wrote.')
    }
    const { genesisHash, netuid, mechanism, ...snapshot } = parsed.data
    const isOther = expected.genesisHash !== undefined && expected.genesisHash !== genesisHash
    if (isOther || netuid !== expected.netuid || mechanism !== expected.mechanism) {
      const found = `it is of subnet ${netuid}, mechanism ${mechanism}, of the chain with genesis ${genesisHash}`
      return refuse(found, 'Pass the file of the same chain, subnet and mechanism.')
    }
    if (snapshot.block <= (snapshots.at(-1)?.block ?? -1)) {
      return refuse(`block ${snapshot.block} does not come after the one before`, 'Sort the lines by block.')
    }
    snapshots.push(snapshot)
  }
  return snapshots
}

function parseLine(content: string): unknown {
  try {
    const value: unknown = JSON.parse(content)
    return jsonFlaw(content) === undefined ? value : null
  } catch {
    return null
  }
}

/** Opens a file to continue: removes what a crash cut off, and returns its snapshots; none where there is no file. */
export async function continueSnapshots(
  path: string,
  recorded: Required<Recorded>,
): Promise<readonly WatchSnapshot[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw toFileError(error, { what: 'the file of snapshots', place: path }) ?? error
  })
  if (bytes === null) return []
  const snapshots = await readSnapshots(path, recorded)
  const end = bytes.lastIndexOf(10) + 1
  if (end < bytes.length) await truncate(path, end)
  return snapshots
}

/** Appends one snapshot as a line. */
export async function appendSnapshot(
  path: string,
  recorded: Required<Recorded>,
  snapshot: WatchSnapshot,
): Promise<void> {
  const { genesisHash, netuid, mechanism } = recorded
  const text = JSON.stringify({ genesisHash, netuid, mechanism, ...snapshot })
  try {
    await appendFile(path, `${text}\n`, { mode: 0o644 })
  } catch (error) {
    throw toFileError(error, { what: 'the file of snapshots', place: path }) ?? error
  }
}
