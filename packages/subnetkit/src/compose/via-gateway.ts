import { createHash } from 'node:crypto'
import { reasonOf } from '@subnetkit/base'
import {
  bytesFromJson,
  bytesToJson,
  type CalleeReceipt,
  callHeaders,
  checkReceipts,
  writeCarried,
} from '@subnetkit/core'
import type { CallCode } from './subnet-result.js'
import type { Via, ViaCall, ViaResult } from './via.js'

/** A gateway that offers the subnet. */
export interface ViaGateway {
  /** `http://host:port`. */
  readonly gateway: string
  /** Key that it has issued. */
  readonly key: string
  /** Name by which it offers the subnet, which may have the suffix of a mode, such as `text:vote`. @default the name of the subnet */
  readonly model?: string | undefined
}

/** Bytes of an answer beyond its synapse's limit: its envelope. */
const envelopeBytes = 65_536

export function viaGateway({ gateway, key, model }: ViaGateway, subnet: string): Via {
  const base = gateway.replace(/\/+$/, '').replace(/\/v1$/, '')
  return {
    async call({ name, synapse, input, carried, taskId, signal }) {
      const body = JSON.stringify(await bytesToJson(input)) ?? ''
      const url = `${base}/subnets/${encodeURIComponent(model ?? subnet)}/${encodeURIComponent(name)}`
      const headers = {
        ...writeCarried(carried),
        ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        [callHeaders.idempotency]: keyOf(taskId, [model ?? subnet, name, body, carried.miner]),
      }
      try {
        const request = { method: 'POST', headers, body, signal, redirect: 'error' } as const
        const response = await fetch(url, request)
        // Base64 takes four thirds of the bytes.
        const text = await readText(response, Math.ceil((4 * synapse.maxBytes) / 3) + envelopeBytes)
        return resultOf(response, text, base)
      } catch (error) {
        return { ...nothing, kind: 'failed', ...failureOf(error, { signal, gateway: base }) }
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Name of a call: a repetition of it for the same task is not charged again. */
const keyOf = (taskId: string, parts: readonly (string | null)[]) =>
  createHash('sha256')
    .update(JSON.stringify([taskId, ...parts]))
    .digest('hex')

const nothing = { price: 0, receipt: null }

function failureOf(
  error: unknown,
  { signal, gateway }: Pick<ViaCall, 'signal'> & { readonly gateway: string },
) {
  if (signal.aborted) throw signal.reason
  if (error instanceof TooLong)
    return {
      code: 'gateway_malformed',
      reason: error.message,
      fix: 'Ask the operator of the gateway.',
    } as const
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const reason = `the gateway ${gateway} cannot be reached: ${reasonOf(cause)}`
  return {
    code: 'gateway_unreachable',
    reason,
    fix: 'Check the URL of the gateway, or retry later.',
  } as const
}

class TooLong extends Error {}

async function readText({ body }: Response, limit: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body ?? []) {
    size += (piece as Uint8Array).length
    // Leaving the loop ends the response.
    if (size > limit) throw new TooLong(`the gateway's answer is larger than ${limit} bytes`)
    pieces.push(piece as Uint8Array)
  }
  return Buffer.concat(pieces).toString('utf8')
}

interface Envelope {
  readonly result?: { readonly data?: unknown }
  readonly error?: {
    readonly message?: string
    readonly data?: { readonly subnetkit?: { readonly code?: CallCode; readonly fix?: string } }
  }
}

function resultOf({ ok, status, headers }: Response, text: string, gateway: string): ViaResult {
  const end = { price: priceIn(headers), receipt: receiptIn(headers, gateway) }
  const envelope = parsed(text)
  if (ok && isObject(envelope?.result)) {
    const miners = (headers.get('x-subnet-miners') ?? '').split(',').flatMap((one) => one.trim() || [])
    return { ...end, kind: 'ok', received: bytesFromJson(envelope.result.data), miners }
  }
  const { message, data } = envelope?.error ?? {}
  const { code, fix } = data?.subnetkit ?? {}
  if (!ok && typeof code === 'string') {
    const reason = typeof message === 'string' ? message : code
    return { ...end, kind: 'failed', code, reason, ...(typeof fix === 'string' && fix && { fix }) }
  }
  const reason = `${gateway} answered ${status} in another form than a gateway does`
  return { ...end, kind: 'failed', code: 'gateway_malformed', reason, fix: 'Check the URL of the gateway.' }
}

/** Cost of a call: nothing if its answer is that of an earlier one. A gateway can give nobody money back. */
function priceIn(headers: Headers): number {
  const price = headers.has('x-subnet-replayed') ? 0 : Number(headers.get('x-subnet-cost') ?? 0)
  return Number.isSafeInteger(price) ? Math.max(0, price) : 0
}

/** The receipt that a gateway names; null for one by which no other could name it. */
function receiptIn(headers: Headers, gateway: string): CalleeReceipt | null {
  const receipt = headers.get('x-subnet-receipt')
  return receipt === null ? null : (checkReceipts(JSON.stringify([{ gateway, receipt }]))?.[0] ?? null)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function parsed(text: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
