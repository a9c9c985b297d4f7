import { untilAborted } from './until-aborted.js'

let last: Promise<void> = Promise.resolve()

/**
 * Runs `work` when all before it has ended: each derivation takes half a gibibyte, and one after another is no slower.
 * Rejects with the reason of `signal` while it waits.
 */
export async function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const before = last
  let leave = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  // Who gives up leaves at once, and still nobody behind starts before those in front have ended.
  last = before.then(() => left)
  try {
    await untilAborted(before, signal)
    return await work()
  } finally {
    leave()
  }
}
