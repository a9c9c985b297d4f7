import type * as devnet from '@subnetkit/devnet'
import { vi } from 'vitest'

const specVersion = Number(process.env.DEVNET_SPEC ?? Number.NaN)

// Devnets that name no version of their own run as this one.
vi.mock('@subnetkit/devnet', async (original) => {
  const real = await original<typeof devnet>()
  const createDevnet: typeof real.createDevnet = (options = {}) =>
    real.createDevnet({ specVersion, ...options })
  return { ...real, createDevnet }
})
