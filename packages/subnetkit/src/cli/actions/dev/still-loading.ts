import type { Presenter } from './presenter.js'

/** Time after which a reload is slow, in ms. */
const slowMs = 5_000

/** Waits for a reload, and says so once it is slow: a module may never end loading. */
export async function sayWhileSlow<T>(presenter: Pick<Presenter, 'say'>, work: Promise<T>): Promise<T> {
  const text = `still loading after ${slowMs / 1_000} s, the code before it still runs; look for a promise at the top level that never settles`
  const timer = setTimeout(() => presenter.say({ kind: 'progress', event: 'loading', text }), slowMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
