import { setTimeout as sleep } from 'node:timers/promises'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { jumpOverEpoch, jumpToMultiple } from '../demo/clock.js'
import { optionsOfParent, serveParent } from './apart.js'

/** Blocks to make at once: to a multiple of a number, or over the next epoch of a subnet. */
export type Jump = { readonly toMultiple: number } | { readonly overEpochOf: number }

/** Pause between two looks at the chain's pool, in ms. */
const pollMs = 5
/** The chain keeps this many blocks with their state, and no pulses of a beacon: a real one keeps 216,000 of those, which 300 rounds do not fill. */
const kept = { history: 512, beacon: 'quicknet' } as const

const { seed } = optionsOfParent<{ readonly seed: string }>()
await using devnet = await createDevnet({
  ...{ seed, port: 0, blockTime: 'manual', allowLoopbackAxons: true, ...kept },
})
await using _ = pump(devnet)
await serveParent<Jump>({ network: devnet.url }, (jump) => {
  if ('toMultiple' in jump) jumpToMultiple(devnet, jump.toMultiple)
  else jumpOverEpoch(devnet, jump.overEpochOf)
  return devnet.head.number
})

/** Makes a block whenever something waits for one. */
function pump(devnet: Devnet): AsyncDisposable {
  let isOver = false
  const running = (async () => {
    while (!isOver) {
      const pending = await devnet.provider.send<unknown[]>('author_pendingExtrinsics', [])
      if (pending.length > 0) devnet.mine()
      await sleep(pollMs)
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      isOver = true
      await running
    },
  }
}
