import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An answer as it came, header names as they were written. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A plain HTTP server on loopback. */
export interface PlainServer extends AsyncDisposable {
  readonly port: number
}

export async function servePlain(answer: RequestListener): Promise<PlainServer> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

export async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export function headersAsWritten(message: IncomingMessage): Record<string, string> {
  const { rawHeaders } = message
  return Object.fromEntries(
    Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
      rawHeaders[2 * index]!,
      rawHeaders[2 * index + 1]!,
    ]),
  )
}

/** One request, sent as it is. */
export function send(
  port: number,
  parts: {
    readonly method?: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  },
): Promise<HttpAnswer> {
  const { method = 'POST', path, headers, body } = parts
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body)
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
        agent: false,
        timeout: 30_000,
      },
      (message) => {
        readText(message).then(
          (text) =>
            resolve({ status: message.statusCode ?? 0, headers: headersAsWritten(message), body: text }),
          reject,
        )
      },
    )
    request.on('timeout', () => request.destroy(new Error('no answer within 30 s')))
    request.on('error', reject)
    request.end(body)
  })
}

/** Ids that differ from run to run, made equal. */
export function withoutIds(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/0x[0-9a-f]{128}/g, '<signature>')
    .replace(/\b\d{16,}\b/g, '<ns>')
}
