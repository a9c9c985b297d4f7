import { hash } from 'node:crypto'

/** A body as bytes or as text, or its hash where the whole of it is not in memory. */
export type HashedBody = Uint8Array | string | { readonly sha256: string }

/** Returns the SHA-256 of a body, hex. */
export function sha256OfBody(body: HashedBody): string {
  return typeof body === 'string' || body instanceof Uint8Array ? hash('sha256', body, 'hex') : body.sha256
}
