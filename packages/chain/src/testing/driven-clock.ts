import { createSerialQueue } from '@subnetkit/base'
import { createManualClock, type ManualClock } from '@subnetkit/base/testing'
import type { ChainClient } from '../connection/connect-chain.js'
import { until } from './until.js'

/** Pause between two steps of a {@link DrivenClock}, real ms. */
const pauseMs = 2

/** A manual clock that also runs by itself; disposing it stops that. */
export interface DrivenClock extends ManualClock, Disposable {}

/**
 * Makes a clock for tests that talk over real sockets. It moves a step at each turn of a timer, so that time stands
 * still while this process is kept from running: a busy machine cannot make a deadline pass before its answer is read.
 * Tests that are about a deadline advance over it themselves. With `stepMs` above 2 it runs faster than real time.
 */
export function createDrivenClock({ stepMs = pauseMs }: { readonly stepMs?: number } = {}): DrivenClock {
  const clock = createManualClock()
  const { advance } = clock
  const inTurn = createSerialQueue()
  let isMoving = false
  const move = (ms: number) =>
    inTurn(async () => {
      isMoving = true
      await advance(ms)
      isMoving = false
    })
  const timer = setInterval(() => isMoving || void move(stepMs), pauseMs)
  timer.unref()
  return Object.assign(clock, { advance: move, [Symbol.dispose]: () => clearInterval(timer) })
}

/**
 * Lets time pass for a client whose node answers: no step is made while an answer is on its way, apart from `pending`
 * ones that never come.
 */
export async function passTime(
  client: ChainClient,
  clock: ManualClock,
  ms: number,
  pending = 0,
): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= 500) {
    await until(() => client.status().requests <= pending)
    await clock.advance(Math.min(leftMs, 500))
  }
}
