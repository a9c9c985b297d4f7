import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Resolution of the delay of the event loop, in ms. */
const loopResolutionMs = 20

/** Usage of the process, read when it is asked for; the delay of the event loop is measured until it is disposed. */
export interface ProcessReading extends Disposable {
  readonly memoryBytes: number
  readonly cpuSeconds: number
  /** 99th percentile of the delay of the event loop since the last reading, in seconds. */
  loopDelay(): number
}

/** Starts to measure the process. */
export function readProcess(): ProcessReading {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs })
  loop.enable()
  return {
    get memoryBytes() {
      return process.memoryUsage.rss()
    },
    get cpuSeconds() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
    loopDelay() {
      const delayMs = loop.count === 0 ? 0 : loop.percentile(99) / 1e6 - loopResolutionMs
      loop.reset()
      return Math.max(0, delayMs) / 1_000
    },
    [Symbol.dispose]: () => loop.disable(),
  }
}
