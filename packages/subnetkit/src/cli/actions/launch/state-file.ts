import { readFile } from 'node:fs/promises'
import { isSubnetError } from '@subnetkit/base'
import { lockFile, toFileError, writeFileAtomic } from '@subnetkit/base/files'
import type { SignedExtrinsic } from '@subnetkit/chain'
import { z } from 'zod'
import { makeFolderOf } from '../../config/state-folder.js'
import { cliError } from '../../errors.js'
import { toJson } from '../../output/json.js'

const rao = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt)
const hex = z.templateLiteral(['0x', z.string()])
const signed: z.ZodType<SignedExtrinsic> = z.strictObject({
  call: z.string(),
  bytes: hex,
  hash: hex,
  signer: z.string(),
  nonce: z.int(),
  birthBlock: z.int(),
  lastBlock: z.int(),
  specVersion: z.int(),
})
const payment = { step: z.string(), cost: rao, fee: rao }

const schema = z.strictObject({
  version: z.literal(1),
  /** Genesis hash of the chain. */
  chain: z.string(),
  coldkey: z.string(),
  ownerHotkey: z.string(),
  /** Name of the subnet's definition. */
  subnet: z.string(),
  netuid: z.int().nullable(),
  /** The extrinsic that was signed last and whose end is not known yet. */
  sending: z.strictObject({ ...payment, signed }).nullable(),
  /** Steps that were sent and included, with their cost at the time, in rao. */
  paid: z.array(z.strictObject({ ...payment, block: z.int() })),
})

/** Progress of one launch, as it survives a crash. */
export type LaunchState = z.output<typeof schema>

/** The launch that a state file belongs to. */
export type LaunchSubject = Pick<LaunchState, 'chain' | 'coldkey' | 'ownerHotkey'>

/** A state file that this process holds. */
export interface LaunchStore {
  readonly path: string
  /** The state as it was last saved. */
  readonly state: LaunchState
  /** Writes the changed state to the disk before it resolves. */
  save(change: Partial<LaunchState>): Promise<void>
}

/** Seconds after which an extrinsic that was sent cannot be included any more, rounded up. */
const eraMinutes = 15

/** Reads a state file; null if there is none. Throws FILE_INVALID if it is damaged or of another launch. */
export async function readLaunchState(path: string, subject: LaunchSubject): Promise<LaunchState | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw toFileError(error, { what: 'the state of the launch', place: path }) ?? error
  })
  if (text === null) return null
  const fix = `Keep the file. If a launch ran in the last ${eraMinutes} minutes, wait until they are over; then pass another file with --state: what the chain holds is not paid again.`
  const state = parse(text)
  if (state === null) throw cliError('FILE_INVALID', { path, detail: 'it is not the state of a launch', fix })
  const other = (['chain', 'coldkey', 'ownerHotkey'] as const).find((name) => state[name] !== subject[name])
  if (other === undefined) return state
  const names = { chain: 'the chain with genesis', coldkey: 'coldkey', ownerHotkey: 'owner hotkey' }
  throw cliError('FILE_INVALID', {
    path,
    detail: `it is the state of a launch with ${names[other]} ${state[other]}, and this one has ${subject[other]}`,
    fix: 'Pass another file with --state for this launch, or the network and the wallet of the other one.',
  })
}

function parse(text: string): LaunchState | null {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/**
 * Opens, or begins, the state file of a launch, held until the command ends. Throws LAUNCH_BUSY, STATE_DIR_UNUSABLE and
 * the errors of {@link readLaunchState}.
 */
export async function openLaunchState(
  path: string,
  subject: LaunchSubject & Pick<LaunchState, 'subnet'>,
  closeAtEnd: (close: () => unknown) => void,
): Promise<LaunchStore> {
  await makeFolderOf(path)
  const lock = await onDisk(path, () =>
    lockFile(`${path}.lock`, { busy: ({ pid, host }) => cliError('LAUNCH_BUSY', { path, pid, host }) }),
  )
  closeAtEnd(() => lock.release())
  let state: LaunchState = (await readLaunchState(path, subject)) ?? {
    version: 1,
    ...subject,
    netuid: null,
    sending: null,
    paid: [],
  }
  return {
    path,
    get state() {
      return state
    },
    async save(change) {
      const next = { ...state, ...change }
      await onDisk(path, async () => {
        await lock.check()
        await writeFileAtomic(path, toJson(next))
      })
      state = next
    },
  }
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isSubnetError(error)) throw error
    throw toFileError(error, { what: 'the state of the launch', place: path }) ?? error
  }
}
