import type { Extrinsic } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'
import { hexToU8a } from '@polkadot/util'
import { encodeAddress } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'
import { makeCall } from '../extrinsic/call.js'
import { calls } from '../extrinsic/calls.js'
import { readBody, readFinalized } from '../extrinsic/canonical.js'
import { readEvents } from '../extrinsic/events.js'
import type { CallParameters, Hex } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'
import { readBlockRef, readPast } from '../read/past.js'
import { runtimeAt } from '../read/runtime-at.js'
import { storage } from '../read/storage-items.js'
import { transfersIn } from './read-transfers.js'
import type { Payment } from './transfer.js'

/** Payments that were planned under one nonce of their payer: at most one extrinsic of it can ever be in a block. */
export interface PlannedPayments {
  /** SS58 address. */
  readonly payer: string
  readonly nonce: number
  readonly payments: readonly Payment[]
  /** Block at which the nonce was still free. */
  readonly since: number
}

/**
 * Outcome of planned payments in final blocks: `open` while the nonce is free, `paid` with the block, or `void` when something else
 * has used the nonce, so that they can never be made as planned.
 */
export type PaymentFate =
  | { readonly kind: 'open' }
  | { readonly kind: 'paid'; readonly block: BlockRef }
  | { readonly kind: 'void'; readonly block: BlockRef }

/** The call that pays several accounts, all or none; the payer keeps the existential deposit, and so its nonce. */
export function paymentCall(client: ChainClient, payments: readonly Payment[]): CallParameters {
  const [first, ...others] = payments.map(({ to, amount }) => calls.transferKeepAlive(to, amount))
  if (first !== undefined && others.length === 0) return first
  const all = first === undefined ? [] : [first, ...others]
  return calls.batchAll(all.map((call) => makeCall(client, call).method))
}

/** The nonce of an account for its next extrinsic, those in the node's pool counted. */
export async function readNonce(client: ChainClient, address: string): Promise<number> {
  const next = client.api.rpc.system.accountNextIndex(address)
  return (await client.ask('system_accountNextIndex', next)).toNumber()
}

/**
 * Finds out from final blocks the outcome of planned payments, by any sender: the block in which the nonce was
 * used is found by halving, and its transfers are compared. Throws CHAIN_HISTORY_MISSING where the node has pruned what it needs.
 */
export async function findPayments(client: ChainClient, planned: PlannedPayments): Promise<PaymentFate> {
  const { payer, nonce, since } = planned
  const operation = 'finding a payment'
  const isUsed = async (block: BlockRef) => {
    const { values } = await readPast(
      block,
      operation,
      openBlock(client, { at: block, reads: { account: storage.Account(payer) } }),
    )
    return values.account.nonce > nonce
  }
  const final = await readFinalized(client)
  if (!(await isUsed(final))) return { kind: 'open' }
  let [free, used] = [since, final]
  while (used.number - free > 1) {
    const middle = await readBlockRef(client, Math.floor((free + used.number) / 2))
    if (await isUsed(middle)) used = middle
    else free = middle.number
  }
  return { kind: (await isPaidIn(client, used, planned)) ? 'paid' : 'void', block: used }
}

async function isPaidIn(
  client: ChainClient,
  block: BlockRef,
  { payer, nonce, payments }: PlannedPayments,
): Promise<boolean> {
  const { registry } = await runtimeAt(client, await client.ready(), block)
  const body = await readBody(client, block)
  const index = body.findIndex((bytes) => isOf(registry, bytes, payer, nonce))
  // Where its form is not known, all that the payer paid in the block counts: `void` is said of what is not there.
  const records = (await readEvents(client, block)).filter(
    ({ phase }) => phase.isApplyExtrinsic && (index < 0 || phase.asApplyExtrinsic.eqn(index)),
  )
  const made = transfersIn(records).filter(({ from }) => from === payer)
  const shown = (all: readonly Payment[]) =>
    all
      .map(({ to, amount }) => `${to} ${amount}`)
      .sort()
      .join()
  return shown(made) === shown(payments)
}

function isOf(registry: Registry, bytes: Hex, payer: string, nonce: number): boolean {
  try {
    const extrinsic = registry.createType<Extrinsic>('Extrinsic', hexToU8a(bytes))
    const isPayer = extrinsic.isSigned && encodeAddress(extrinsic.signer.toU8a().slice(-32)) === payer
    return isPayer && extrinsic.nonce.toNumber() === nonce
  } catch {
    // Of a form that polkadot.js does not know: none of ours.
    return false
  }
}
