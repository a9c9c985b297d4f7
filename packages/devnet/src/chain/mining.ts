import type { Chain } from './chain.js'

/** Milliseconds from block to block, a block per submission, or blocks on request only. */
export type BlockTime = number | 'instant' | 'manual'

/** Makes blocks by themselves; the result ends it. A fault of the block hooks ends it too. */
export function startMining(
  chain: Chain,
  blockTime: BlockTime,
  onFault: (fault: unknown, where: string) => void,
): () => void {
  if (blockTime === 'manual') return () => {}
  const mineSafely = (slots: number) => {
    try {
      chain.mine(slots)
    } catch (fault) {
      stop()
      onFault(fault, 'block hooks')
    }
  }
  const stop = blockTime === 'instant' ? mineWhenReady(chain, mineSafely) : mineEvery(blockTime, mineSafely)
  return stop
}

/** One turn later, so that extrinsics that come together share a block. */
function mineWhenReady(chain: Chain, mine: (slots: number) => void): () => void {
  let scheduled: NodeJS.Immediate | undefined
  const stopListening = chain.onReady(() => {
    scheduled ??= setImmediate(() => {
      scheduled = undefined
      mine(1)
    })
  })
  return () => {
    stopListening()
    clearImmediate(scheduled)
  }
}

/** By the clock: a busy process misses slots, as authors do on a real chain, and the chain's time stays right. */
function mineEvery(slotMs: number, mine: (slots: number) => void): () => void {
  let due = performance.now() + slotMs
  const tick = () => {
    const slots = 1 + Math.max(0, Math.floor((performance.now() - due) / slotMs))
    due += slots * slotMs
    timer = setTimeout(tick, Math.max(0, due - performance.now()))
    mine(slots)
  }
  let timer = setTimeout(tick, slotMs)
  return () => clearTimeout(timer)
}
