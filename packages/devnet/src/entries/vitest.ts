export { type UseDevnetOptions, useDevnet } from '../vitest/use-devnet.js'
