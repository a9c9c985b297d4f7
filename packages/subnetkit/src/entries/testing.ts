export { createDevnet, type Devnet, type DevnetOptions } from '@subnetkit/devnet'
export { type UseDevnetOptions, useDevnet } from '@subnetkit/devnet/vitest'
