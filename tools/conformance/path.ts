import { fileURLToPath } from 'node:url'

/** Where the page lies. */
export const pagePath = fileURLToPath(new URL('../../docs/devnet-conformance.md', import.meta.url))
