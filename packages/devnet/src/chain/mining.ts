import type { Chain } from './chain.js'

/** Milliseconds from block to block, a block for what was submitted, or only what is asked for. */
export type BlockTime = number | 'instant' | 'manual'

/** Makes blocks by themselves; the result ends it. A fault of the block hooks ends it too. */
export function startMining(
  chain: Chain,
  blockTime: BlockTime,
  onFault: (fault: unknown, where: string) => void,
): () => void {
  if (blockTime === 'manual') return () => {}
  let scheduled: NodeJS.Immediate | undefined
  let timer: NodeJS.Timeout | undefined
  let stopListening = () => {}
  const stop = () => {
    stopListening()
    clearImmediate(scheduled)
    clearInterval(timer)
  }
  const mineSafely = () => {
    scheduled = undefined
    try {
      chain.mine()
    } catch (fault) {
      stop()
      onFault(fault, 'block hooks')
    }
  }
  if (blockTime === 'instant') {
    // One turn later, so that extrinsics that come together share a block.
    stopListening = chain.onReady(() => {
      scheduled ??= setImmediate(mineSafely)
    })
  } else timer = setInterval(mineSafely, blockTime)
  return stop
}
