import type { FilesNetwork, MinerEndpoint } from '@subnetkit/core'
import type { Candidate } from '../model.js'
import { priceOf } from '../money/price.js'
import { reserve } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import type { FilesAccess } from './files-access.js'

/** A transfer of bytes that has its money set aside. */
export interface AdmittedBytes {
  readonly headers: Readonly<Record<string, string>>
  readonly network: FilesNetwork
  /** Hotkeys of the miners that have answered so far. */
  miners(): string
  /** Charges for so many bytes, once. Returns the cost. */
  charge(bytes: number): Promise<bigint>
  /** Ends the reservation and the rates, whatever happened. */
  end(): Promise<void>
}

/** Bytes that cost as much as a token of text. */
const bytesPerToken = 4

/** Checks a transfer of so many bytes against the rates and the budgets of its key. Throws ApiError. */
export async function admitBytes(
  parts: GatewayParts,
  { access, model }: FilesAccess,
  {
    bytes,
    requestId,
    signal,
  }: { readonly bytes: number; readonly requestId: string; readonly signal: AbortSignal },
): Promise<AdmittedBytes> {
  const costOf = (count: number) =>
    priceOf(model.price, { promptTokens: Math.ceil(count / bytesPerToken), completionTokens: 0 }, 1)
  const grant = await access.take(Math.ceil(bytes / bytesPerToken))
  const reservation = await reserve(parts.ledger, {
    ...{ id: requestId, budgets: access.budgets, amount: costOf(bytes) },
  }).catch((error: unknown) => {
    grant[Symbol.dispose]()
    throw error
  })
  const used = new Map<string, Candidate>()
  const { miners, stale } = model.candidates()
  const byHotkey = new Map(miners.map((miner) => [miner.hotkey, miner]))
  return {
    headers: { ...grant.headers, ...(stale && { 'x-subnet-metagraph': 'stale' }) },
    network: {
      miners: shuffled(miners, Math.random),
      signal,
      async query(miner: MinerEndpoint, synapse, input, options = {}) {
        const known = byHotkey.get(miner.hotkey)
        if (known === undefined)
          throw new TypeError(`the view asks ${miner.hotkey}, which is no miner of the subnet`)
        const result = await model.query(known, synapse, input, { signal: options.signal ?? signal })
        if (result.kind === 'ok') used.set(known.hotkey, known)
        return result as never
      },
    },
    miners: () => [...used.keys()].slice(0, mostNamed).join(', '),
    charge: (count) => reservation.settle(costOf(count), [...used.values()]),
    async end() {
      grant[Symbol.dispose]()
      await reservation.settle(0n)
    },
  }
}

/** Miners that a header names. */
const mostNamed = 64

/** The same miners in a random order. */
function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const mixed = values.map((value) => ({ value, at: random() }))
  return mixed.sort((one, other) => one.at - other.at).map(({ value }) => value)
}
