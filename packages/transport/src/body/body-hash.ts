import { hash } from 'node:crypto'

/** A body as bytes or as text, or its hash where the whole of it is not in memory. */
export type HashedBody = Uint8Array | string | { readonly sha256: string }

/** Returns the SHA-256 of bytes, or of a text as UTF-8, in hex. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex')
}

/** Returns the SHA-256 of a body, in hex. */
export function sha256OfBody(body: HashedBody): string {
  return typeof body === 'string' || body instanceof Uint8Array ? sha256Hex(body) : body.sha256
}
