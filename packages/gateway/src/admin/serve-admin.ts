import { chmod, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { isSubnetError } from '@subnetkit/base'
import type { KeyAdmin } from './key-admin.js'

/** Methods that the socket has; nothing else of an object is called. */
export const adminMethods = [
  ...['create', 'list', 'revoke', 'limit', 'deposits'],
  ...['earnings', 'claimPayout', 'claimRefund', 'keepPlan', 'replacePlan', 'claims'],
] as readonly (keyof KeyAdmin)[]
const largestCall = 1_048_576

/**
 * Serves the administration of keys at a Unix socket that only this user can open: while a gateway has an embedded database, no
 * other process can.
 */
export async function serveAdmin(path: string, admin: KeyAdmin): Promise<AsyncDisposable> {
  await rm(path, { force: true })
  const server = createServer((request, response) => {
    answer(request, admin).then(
      (result) => response.end(JSON.stringify({ result })),
      (error: unknown) => {
        const { code, details } = isSubnetError(error) ? error : { code: 'FAILED', details: {} }
        response.statusCode = 400
        response.end(JSON.stringify({ error: { code, details, message: String(error) } }))
      },
    )
  })
  const before = process.umask(0o177) // the socket is never open to others, not even for a moment
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, () => resolve())
    })
  } finally {
    process.umask(before)
  }
  await chmod(path, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(request: IncomingMessage, admin: KeyAdmin): Promise<unknown> {
  const method = adminMethods.find((name) => request.url === `/${name}`)
  if (method === undefined) throw new Error('no such method')
  let text = ''
  for await (const piece of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += piece
    if (text.length > largestCall) throw new Error('the call is too large')
  }
  return (admin[method] as (...args: unknown[]) => Promise<unknown>)(...(JSON.parse(text) as unknown[]))
}
