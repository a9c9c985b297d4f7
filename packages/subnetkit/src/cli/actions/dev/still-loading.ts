import type { Presenter } from './presenter.js'

/** Time after which a reload is slow, and after which it may never end, in ms: a busy machine takes several seconds. */
const [slowMs, stuckMs] = [5_000, 30_000]

/** Waits for a reload, and says so once it is slow: a module may never end loading. */
export async function sayWhileSlow<T>(presenter: Pick<Presenter, 'say'>, work: Promise<T>): Promise<T> {
  const sayAfter = (ms: number, more: string) =>
    setTimeout(() => {
      const text = `still loading after ${ms / 1_000} s; the code before it still runs${more}`
      presenter.say({ kind: 'progress', event: 'loading', text })
    }, ms)
  const timers = [
    sayAfter(slowMs, ''),
    sayAfter(
      stuckMs,
      ': if this machine is not busy, look for a promise at the top level that never settles',
    ),
  ]
  try {
    return await work
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}
