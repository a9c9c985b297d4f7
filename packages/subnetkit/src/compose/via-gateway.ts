import { createHash } from 'node:crypto'
import { reasonOf, systemClock } from '@subnetkit/base'
import {
  bytesFromJson,
  bytesToJson,
  type CalleeReceipt,
  callHeaders,
  checkReceipts,
  writeCarried,
} from '@subnetkit/core'
import { dataIn, readText, TooLong } from './read-events.js'
import type { CallCode } from './subnet-result.js'
import type { Via, ViaCall, ViaEnd, ViaResult } from './via.js'

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
  const authorization = `Bearer ${key}`
  const bodyOf = async ({ input }: ViaCall) => JSON.stringify(await bytesToJson(input)) ?? ''
  function send({ name, carried, signal }: ViaCall, body: string, more: Readonly<Record<string, string>>) {
    const url = `${base}/subnets/${encodeURIComponent(model ?? subnet)}/${encodeURIComponent(name)}`
    const headers = {
      ...writeCarried(carried),
      ...{ authorization, 'content-type': 'application/json', ...more },
    }
    return fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
  }
  // Base64 takes four thirds of the bytes.
  const limitOf = ({ synapse }: ViaCall) => Math.ceil((4 * synapse.maxBytes) / 3) + envelopeBytes

  return {
    async call(call) {
      const { name, carried, taskId, signal } = call
      try {
        const body = await bodyOf(call)
        const named = keyOf(taskId, [model ?? subnet, name, body, carried.miner])
        const response = await send(call, body, { [callHeaders.idempotency]: named })
        return resultOf(response, await readText(response, limitOf(call)), base)
      } catch (error) {
        return { ...nothing, kind: 'failed', ...failureOf(error, { signal, gateway: base }) }
      }
    },
    async *stream(call) {
      const { signal, onReceipt } = call
      let receipt: CalleeReceipt | null = null
      const figures = () => ({ price: 0, receipt })
      try {
        // Without an idempotency key: that would have it finished after its reader has left.
        const response = await send(call, await bodyOf(call), { accept: 'text/event-stream' })
        receipt = receiptIn(response.headers, base)
        if (receipt !== null) onReceipt(receipt)
        if (!/^text\/event-stream\b/.test(response.headers.get('content-type') ?? ''))
          return yield* whole(resultOf(response, await readText(response, limitOf(call)), base))
        let ended: ViaEnd | null = null
        for await (const data of dataIn(response, framesPerByte * limitOf(call))) {
          const frame = parsed(data)
          if (frame !== null && 'chunk' in frame) yield bytesFromJson(frame.chunk)
          else if (isObject(frame?.end)) ended ??= { ...figures(), ...endOf(frame.end) }
          else if (isObject(frame?.error))
            return { ...figures(), ...refusalIn(frame, `${base} ended a stream in another form`) }
        }
        // Read to the end of the body, so that the connection serves the next call.
        if (ended !== null) return ended
        const reason = `the stream of the gateway ${base} broke off`
        return { ...figures(), kind: 'failed', code: 'gateway_unreachable', reason, fix: 'Retry.' }
      } catch (error) {
        return { ...figures(), kind: 'failed', ...failureOf(error, { signal, gateway: base }) }
      }
    },
    priceOf: async (named) =>
      named === null ? null : chargedIn(`${base}/v1/receipts/${named.receipt}`, authorization),
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

/** Bytes of the frames of a stream for each byte of its chunks: small ones take most. */
const framesPerByte = 2

/** Chunks of a gateway that answers at once. */
async function* whole(result: ViaResult): AsyncGenerator<unknown, ViaEnd, undefined> {
  if (result.kind === 'failed') return result
  const { received, ...end } = result
  yield* Array.isArray(received) ? received : [received]
  return end
}

function endOf(end: object) {
  const { cost, miners } = end as { readonly cost?: unknown; readonly miners?: unknown }
  const hotkeys = Array.isArray(miners) ? miners.filter((one) => typeof one === 'string') : []
  return { kind: 'ok', price: priceOf(cost), miners: hotkeys as string[] } as const
}

/** Times after which the receipt of a call that was left is asked for, in ms: the gateway has to notice it first. */
const looksAfter = [100, 400, 1_500]

async function chargedIn(url: string, authorization: string): Promise<number | null> {
  for (const ms of looksAfter) {
    await systemClock.sleep(ms)
    try {
      const request = { headers: { authorization }, signal: AbortSignal.timeout(lookMs) }
      const response = await fetch(url, request)
      const charged = Object(parsed(await readText(response, envelopeBytes)))?.receipt?.charged
      if (response.ok && typeof charged === 'number') return priceOf(charged)
    } catch {
      // It is asked again.
    }
  }
  return null
}

/** Time for one look at a receipt, in ms. */
const lookMs = 5_000

interface Envelope {
  readonly chunk?: unknown
  readonly end?: unknown
  readonly result?: { readonly data?: unknown }
  readonly error?: {
    readonly message?: string
    readonly data?: { readonly subnetkit?: { readonly code?: CallCode; readonly fix?: string } }
  }
}

/** The error that a gateway states. */
function refusalIn(envelope: Envelope | null, otherwise: string) {
  const { message, data } = envelope?.error ?? {}
  const { code, fix } = data?.subnetkit ?? {}
  if (typeof code !== 'string')
    return {
      kind: 'failed',
      code: 'gateway_malformed',
      reason: otherwise,
      fix: 'Check the URL of the gateway.',
    } as const
  const reason = typeof message === 'string' ? message : code
  return { kind: 'failed', code, reason, ...(typeof fix === 'string' && fix && { fix }) } as const
}

function resultOf({ ok, status, headers }: Response, text: string, gateway: string): ViaResult {
  const end = { price: priceIn(headers), receipt: receiptIn(headers, gateway) }
  const envelope = parsed(text)
  if (ok && isObject(envelope?.result)) {
    const miners = (headers.get('x-subnet-miners') ?? '').split(',').flatMap((one) => one.trim() || [])
    return { ...end, kind: 'ok', received: bytesFromJson(envelope.result.data), miners }
  }
  const otherwise = `${gateway} answered ${status} in another form than a gateway does`
  return { ...end, ...refusalIn(ok ? null : envelope, otherwise) }
}

/** Cost of a call: nothing if its answer is that of an earlier one. A gateway can give nobody money back. */
const priceIn = (headers: Headers): number =>
  headers.has('x-subnet-replayed') ? 0 : priceOf(Number(headers.get('x-subnet-cost') ?? 0))

const priceOf = (stated: unknown): number => (Number.isSafeInteger(stated) ? Math.max(0, Number(stated)) : 0)

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
