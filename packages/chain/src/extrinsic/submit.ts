import { isSubnetError, type SubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { makeCall } from './call.js'
import { calls } from './calls.js'
import { runtimeChangedSince } from './changed-since.js'
import { checkSubject, parseSubmitOptions } from './options.js'
import { dispatchRefusal } from './refusal.js'
import { retry } from './retry.js'
import { signExtrinsic } from './sign.js'
import { trackExtrinsic } from './track.js'
import type { CallParameters, Inclusion, SignedExtrinsic, Signer, SubmitOptions } from './types.js'

/** Signatures that are tried when a nonce or the runtime changes, or time runs out, before a block takes the bytes. */
const attempts = 3

/**
 * Signs a call, submits it and tracks it into a block. One extrinsic per account is in flight at a time. Throws
 * CHAIN_REJECTED with the chain's own reason when the pool or the dispatch refuses it, EXTRINSIC_EXPIRED when it
 * can never be included any more, CHAIN_TIMEOUT when it is not included in time (it may still be, later). An extrinsic
 * that is proven dead is first signed again, unless its nonce was given.
 */
export async function submit(
  client: ChainClient,
  signer: Signer,
  parameters: CallParameters,
  options: SubmitOptions = {},
): Promise<Inclusion> {
  checkSubject(signer, parameters, 'submit')
  const parsed = parseSubmitOptions(options, 'submit')
  const inclusion = await client.turns(signer.address, () => submitNow(client, signer, parameters, parsed))
  if (inclusion.refusal) throw inclusion.refusal
  return inclusion
}

/** The same as root: wraps the call in `Sudo.sudo`, for the chain's sudo key only. */
export async function submitAsRoot(
  client: ChainClient,
  sudo: Signer,
  parameters: CallParameters,
  options: SubmitOptions = {},
): Promise<Inclusion> {
  checkSubject(sudo, parameters, 'submitAsRoot')
  const inner = makeCall(client, parameters)
  const inclusion = await submit(client, sudo, calls.sudo(inner.method), options)
  const sudid = inclusion.events.find((event) => event.pallet === 'sudo' && event.name === 'Sudid')
  const outcome = sudid?.fields[0] as
    | { isErr?: boolean; asErr?: Parameters<typeof dispatchRefusal>[1] }
    | undefined
  if (outcome?.isErr && outcome.asErr) {
    throw dispatchRefusal(`${parameters.pallet}.${parameters.call}`, outcome.asErr)
  }
  return inclusion
}

async function submitNow(
  client: ChainClient,
  signer: Signer,
  parameters: CallParameters,
  options: SubmitOptions,
): Promise<Inclusion> {
  const { eraBlocks, nonce, tip, onSigned, ...tracking } = options
  const { deadlineMs = client.inclusionDeadlineMs, signal } = tracking
  const { clock } = client
  const until = clock.now() + deadlineMs
  for (let attempt = 1; ; attempt++) {
    const sign = () => signExtrinsic(client, signer, parameters, { eraBlocks, nonce, tip })
    const signed = await retry(sign, { clock, until, signal })
    await onSigned?.(signed)
    try {
      const left = Math.max(1, until - clock.now())
      const end = await trackExtrinsic(client, signed, { ...tracking, deadlineMs: left, fresh: true })
      if (end === 'expired') throw expired(signed)
      return end
    } catch (error) {
      const again = attempt < attempts && nonce === undefined && clock.now() < until
      if (!again || !(await isOutdated(client, signed, error))) throw error
    }
  }
}

/** Returns true if these bytes are in no block and never will be, since the chain has changed after signing. */
async function isOutdated(client: ChainClient, signed: SignedExtrinsic, error: unknown): Promise<boolean> {
  if (isSubnetError(error, 'NONCE_TAKEN')) return true
  const isExpired = isSubnetError(error, 'EXTRINSIC_EXPIRED')
  if (!isExpired && !isSubnetError(error, 'CHAIN_REJECTED')) return false
  // Needed in both cases: the next signature has to be for the chain's current runtime.
  return (await runtimeChangedSince(client, signed)) || isExpired
}

function expired({ call, lastBlock }: SignedExtrinsic): SubnetError {
  const detail = 'in a final block, its era has ended, its nonce is used, or the runtime has changed'
  return chainError('EXTRINSIC_EXPIRED', { call, lastBlock, detail })
}
