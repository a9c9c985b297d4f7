import { request } from 'node:http'
import { gatewayError } from '../errors.js'
import type { KeyAdmin } from './key-admin.js'
import { adminMethods } from './serve-admin.js'

/** Time for one call, in ms. */
const callMs = 10_000

/** The administration of a running gateway, over its socket; null if nothing listens there. */
export async function connectAdmin(path: string): Promise<KeyAdmin | null> {
  const call =
    (method: keyof KeyAdmin) =>
    (...args: readonly unknown[]) =>
      callAdmin(path, method, args)
  const admin = Object.fromEntries(
    adminMethods.map((method) => [method, call(method)]),
  ) as unknown as KeyAdmin
  try {
    await admin.list()
    return admin
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED'].includes(String(Object(error).code))) return null
    throw error
  }
}

async function callAdmin(socketPath: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const text = await new Promise<string>((resolve, reject) => {
    const call = request({ socketPath, path: `/${method}`, method: 'POST', timeout: callMs }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        body += piece
      })
      response.on('end', () => resolve(body))
      response.on('error', reject)
    })
    call.on('error', reject)
    call.on('timeout', () => call.destroy(new Error('the gateway does not answer')))
    call.end(JSON.stringify(args))
  })
  const { result, error } = JSON.parse(text) as {
    readonly result?: unknown
    readonly error?: {
      readonly code: string
      readonly message: string
      readonly details: { readonly id?: string }
    }
  }
  if (error === undefined) return result
  const { id = '' } = error.details
  if (error.code === 'KEY_UNKNOWN') throw gatewayError('KEY_UNKNOWN', { id })
  if (error.code === 'KEY_PREPAID') throw gatewayError('KEY_PREPAID', { id })
  if (error.code === 'REFUND_EMPTY') throw gatewayError('REFUND_EMPTY', { id })
  throw new Error(error.message)
}
