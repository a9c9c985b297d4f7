import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import type { Block } from '../chain/block.js'
import type { Chain } from '../chain/chain.js'
import { decodeAll, fromHex } from '../codec/bytes.js'
import { toAccount } from '../dev/account.js'
import { type BlockSummary, summaryOf } from '../dev/developer.js'
import { minesUntilEpoch } from '../dev/epoch.js'
import { devnetError } from '../dev/error.js'
import { submitAs } from '../dev/impersonation.js'
import { setRawStorage } from '../dev/storage.js'
import { inTurns } from '../dev/turns.js'
import { type HeldPulse, roundNumber } from '../drand/feed.js'
import { runtimeCall } from '../schema/types/outer.js'
import { invalidParams } from './session/errors.js'
import { hex } from './session/hex.js'
import { rpc } from './session/method.js'

/** An SS58 address or 0x-hex of 32 bytes. */
const address = z.string().max(128)
const netuid = z.number().int().min(0).max(0xffff)
/** Rao as a number, or as decimal digits where a number would not be exact. */
const rao = z
  .union(
    [
      z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
      z.string().regex(/^[0-9]{1,20}$/, 'expected decimal digits'),
    ],
    'expected rao, as a whole number or as decimal digits',
  )
  .transform(BigInt)
const givenPulseJson = z.object({ round: roundNumber, randomness: z.string(), signature: z.string() })
const writes = z.array(z.tuple([hex, hex.nullable()])).max(100_000)

/** Makes blocks at once (1 by default); returns the hash of the last. Others are answered from block to block. */
export const dev_mine = rpc(
  { count: z.number().int().min(1).max(100_000).default(1) },
  ({ chain, signal }, { count }) => inTurns(mines(chain, count), signal),
)

function* mines(chain: Chain, count: number): Generator<void, string> {
  for (let made = 1; made < count; made++) yield void chain.mine()
  return chain.mine().hash
}

/** Makes blocks until one has run an epoch of the subnet; returns its `{ hash, number, timestamp }`. */
export const dev_mineUntilEpoch = rpc({ subnet: netuid }, ({ chain, signal }, { subnet }) =>
  explained(() => inTurns(summarized(minesUntilEpoch(chain, subnet)), signal)),
)

function* summarized(steps: Generator<Block, Block>): Generator<Block, BlockSummary> {
  return summaryOf(yield* steps)
}

/** Sets the time of the next block in Unix milliseconds; returns null. */
export const dev_setNextTimestamp = rpc(
  { timestamp: z.number().int().positive() },
  ({ dev }, { timestamp }) => explained(() => dev.setNextTimestamp(timestamp)),
)

/** Takes a snapshot of state, blocks, pool and clock; returns its id. */
export const dev_snapshot = rpc({}, ({ dev }) => dev.snapshot())

/** Reverts to a snapshot, which invalidates its id and those of later ones; returns null. */
export const dev_revert = rpc({ id: z.string().max(40) }, ({ dev }, { id }) =>
  explained(() => dev.revert(id)),
)

/** Mints rao (a number, or digits as text) to an account; returns null. */
export const dev_fund = rpc({ account: address, amount: rao }, ({ dev }, { account, amount }) =>
  explained(() => dev.fund(account, amount)),
)

/**
 * Submits a call (its SCALE bytes as 0x-hex) as an account without its key, or as "root"; returns the hash of its
 * extrinsic, as author_submitExtrinsic does.
 */
export const dev_impersonate = rpc({ who: address, call: hex }, ({ chain }, { who, call }) =>
  explained(() => submitAs(chain, who === 'root' ? undefined : toAccount(who), readCall(call))),
)

/** Writes raw storage, `[[key, value or null], …]` as 0x-hex, all or nothing; returns null. */
export const dev_setStorage = rpc({ list: writes }, ({ chain }, { list }) =>
  explained(() => setRawStorage(chain, list)),
)

/** Switches the chain to a runtime of another version; returns null. */
export const dev_upgradeRuntime = rpc(
  { specVersion: z.number().int().min(1).max(0xffff_ffff) },
  ({ dev }, { specVersion }) => explained(() => dev.upgradeRuntime(specVersion)),
)

/** Stores a pulse, as returned by drand's HTTP API, once it is verified; returns it. */
export const dev_feedPulse = rpc({ pulse: givenPulseJson }, ({ dev }, { pulse }) =>
  explained(() => told(dev.feedPulse(pulse))),
)

/** Signs a round of the chain's own beacon (the newest by default); returns the pulse. */
export const dev_pulse = rpc({ round: roundNumber.optional() }, ({ dev }, { round }) =>
  explained(() => told(dev.pulse(round))),
)

/** JSON has no bigint: rounds beyond the range of a number are returned as digits. */
function told({ round, ...bytes }: HeldPulse) {
  return { round: Number.isSafeInteger(Number(round)) ? Number(round) : String(round), ...bytes }
}

function readCall(call: string) {
  try {
    return decodeAll(runtimeCall.codec, fromHex(call))
  } catch (error) {
    const reason = reasonOf(error)
    // What a decoder says that reads beyond the end.
    const detail = reason.includes('DataView') ? 'it ends too early' : reason
    throw invalidParams(`the call cannot be decoded: ${detail}`)
  }
}

/** Requests that the devnet cannot fulfill have wrong parameters. */
function explained(work: () => unknown): unknown {
  try {
    const result = work()
    return result instanceof Promise ? result.catch(explain) : result
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): never {
  throw devnetError.is(error) ? invalidParams(error.message) : error
}
