import type { DashboardSource } from '../data/source.js'

/** A process that has just started: no mechanism runs yet. For tests of the server alone; pages are tested with a running validator. */
export const bareSource: DashboardSource = {
  about: {
    ...{ role: 'validator', netuid: 3, hotkey: '5Validator', roundBlocks: 20, started: '2026-01-01' },
    ...{ store: 'memory', queue: 'embedded', isDevnet: true },
  },
  health: () => ({ ok: true, checks: [] }),
  chain: () => ({
    ...{ endpoint: 'ws://127.0.0.1', endpoints: [], connected: true, specVersion: 1, block: 5 },
    ...{ blockAgeMs: 1, reconnects: 0, genesisHash: '0x00' },
  }),
  usage: () => ({ memoryBytes: 1, cpuSeconds: 1, uptimeSeconds: 1 }),
  mechanisms: [],
}
