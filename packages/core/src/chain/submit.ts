import type { ISubmittableResult } from '@polkadot/types/types'
import { withDeadline } from '../config/deadline.js'
import { SubnetError } from '../errors/subnet-error.js'
import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { dispatchRefusal, poolRefusal } from './internal/refusal.js'
import { makeCall, toBigInt } from './internal/runtime.js'
import { toSigner } from './internal/signer.js'
import type { BlockRef } from './port.js'

/** A call by the chain's own names. */
export interface CallParameters {
  readonly pallet: string
  readonly call: string
  readonly args: readonly unknown[]
}

/** An event of an included extrinsic, fields in the chain's order. */
export interface ChainEvent {
  readonly pallet: string
  readonly name: string
  readonly fields: readonly { readonly toString: () => string }[]
}

/** Where an extrinsic was included, and what happened in it. */
export interface Inclusion extends BlockRef {
  readonly events: readonly ChainEvent[]
}

/**
 * Signs a call, submits it and waits until it is in a block. Throws CHAIN_REJECTED with the chain's own reason when
 * the pool or the dispatch refuses it, CHAIN_TIMEOUT when it is not included in time (it may still be, later).
 */
export async function submit(
  client: ChainClient,
  signer: Keypair,
  parameters: CallParameters,
): Promise<Inclusion> {
  return client.turns(signer.address, () => submitNow(client, signer, parameters))
}

/** The same as root: wraps the call in `Sudo.sudo`, for the chain's sudo key only. */
export async function submitAsRoot(
  client: ChainClient,
  sudo: Keypair,
  parameters: CallParameters,
): Promise<Inclusion> {
  const inner = makeCall(client, parameters.pallet, parameters.call, parameters.args)
  const inclusion = await submit(client, sudo, { pallet: 'Sudo', call: 'sudo', args: [inner.method] })
  const sudid = inclusion.events.find((event) => event.pallet === 'sudo' && event.name === 'Sudid')
  const outcome = sudid?.fields[0] as
    | { isErr?: boolean; asErr?: Parameters<typeof dispatchRefusal>[2] }
    | undefined
  if (outcome?.isErr && outcome.asErr) throw dispatchRefusal(client, nameOf(parameters), outcome.asErr)
  return inclusion
}

async function submitNow(
  client: ChainClient,
  keypair: Keypair,
  parameters: CallParameters,
): Promise<Inclusion> {
  const name = nameOf(parameters)
  const call = makeCall(client, parameters.pallet, parameters.call, parameters.args)
  const signed = await client.ask(
    `signing ${name}`,
    call.signAsync(keypair.address, { signer: toSigner(keypair), nonce: -1 }),
  )

  let ended = false
  let stop: (() => void) | undefined
  const included = new Promise<ISubmittableResult>((resolve, reject) => {
    signed
      .send((result) => {
        if (result.isInBlock || result.isFinalized || result.isError) resolve(result)
      })
      .then((unsubscribe) => {
        // The node may answer only after the deadline; its subscription is not kept then either.
        if (ended) unsubscribe()
        else stop = unsubscribe
      })
      .catch((error: unknown) => reject(poolRefusal(name, error)))
  })
  try {
    const deadlineMs = client.inclusionDeadlineMs
    const result = await withDeadline(
      included,
      deadlineMs,
      () => new SubnetError('CHAIN_TIMEOUT', { operation: `inclusion of ${name}`, deadlineMs }),
    )
    return await inclusionOf(client, name, result)
  } finally {
    ended = true
    stop?.()
  }
}

async function inclusionOf(
  client: ChainClient,
  call: string,
  result: ISubmittableResult,
): Promise<Inclusion> {
  if (!result.isInBlock && !result.isFinalized)
    throw poolRefusal(call, new Error(`1010: ${result.status.type}`))
  if (result.dispatchError) throw dispatchRefusal(client, call, result.dispatchError)
  const hash = result.status.isInBlock ? result.status.asInBlock.toHex() : result.status.asFinalized.toHex()
  const header = await client.ask('chain_getHeader', client.api.rpc.chain.getHeader(hash))
  return {
    hash,
    number: header.number.toNumber(),
    events: result.events.map(({ event }) => ({
      pallet: event.section,
      name: event.method,
      fields: event.data,
    })),
  }
}

/** The number in one field of the event that must be among `events`. */
export function eventNumber(
  inclusion: Inclusion,
  pallet: string,
  name: string,
  field: number,
): number | null {
  const event = inclusion.events.find((candidate) => candidate.pallet === pallet && candidate.name === name)
  const value = event?.fields[field]
  return value === undefined ? null : Number(toBigInt(value as Parameters<typeof toBigInt>[0]))
}

function nameOf({ pallet, call }: CallParameters): string {
  return `${pallet}.${call}`
}
