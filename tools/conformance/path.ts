import { fileURLToPath } from 'node:url'

/** Path of the page. */
export const pagePath = fileURLToPath(new URL('../../docs/devnet-conformance.md', import.meta.url))
