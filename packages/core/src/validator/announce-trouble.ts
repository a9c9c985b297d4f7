import type { Queues } from '../queue/types.js'
import type { Context } from './context.js'

/** Queues whose trouble a role announces already: roles of one process share them. */
const announced = new WeakSet<Queues>()

/** Emits trouble of the queues once when it begins, and once when it is over. Returns how to stop. */
export function announceTrouble({ queues, emit }: Pick<Context, 'queues' | 'emit'>): () => void {
  if (announced.has(queues)) return () => {}
  announced.add(queues)
  let current: string | null = null
  const stop = queues.onTrouble((trouble) => {
    if (current !== null) emit({ kind: 'trouble-over', code: current })
    current = trouble?.code ?? null
    if (trouble === null) return
    const { code, message: reason, fix } = trouble
    emit({ kind: 'trouble', code, reason, fix })
  })
  return () => {
    stop()
    announced.delete(queues)
  }
}
