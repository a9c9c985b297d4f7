import type { WireRequest } from './reference-verifier.js'

/** A request between its signature and the wire; mutations change it. */
export interface Draft {
  method: string
  target: string
  headers: [name: string, value: string][]
  body: Buffer
  /** Lines between the request line and the other headers, as they are. */
  framing: string[]
  /** Bytes after the head; null for the body. */
  sent: Buffer | null
}

/** Request line, framing, headers and body, byte for byte; header values in UTF-8. */
export function bytesOf({ method, target, headers, body, framing, sent }: Draft): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: miner',
    ...framing,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ]
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'utf8'), sent ?? body])
}

export const framingOf = (body: Buffer): string[] => [`Content-Length: ${body.length}`]

/** The draft as a verifier without an HTTP parser in front of it receives it. */
export const requestOf = ({ method, target, headers, body }: Draft): WireRequest => ({
  method,
  target,
  headers,
  body,
})

/** True if an HTTP parser passes exactly what the draft has: then its server must reach the verdict of the reference. */
export function isPlain({ method, headers, target, framing, sent, body }: Draft): boolean {
  const isPlainText = (text: string) => /^(?:[!-~]+(?: +[!-~]+)*)?$/.test(text)
  return (
    method === 'POST' &&
    // Node joins these; others of the tools' headers stay as they are.
    headers.every(([name, value]) => /^[\w-]+$/.test(name) && isPlainText(value)) &&
    isPlainText(target) &&
    ['/echo', '/other'].includes(target.split('?')[0] ?? '') &&
    framing.join() === framingOf(body).join() &&
    sent === null
  )
}
