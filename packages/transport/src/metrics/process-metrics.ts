import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Gauge, Registry } from 'prom-client'
import { addTotal, type PromClient } from './prom-client.js'

/** Resolution of the delay of the event loop, in ms. */
const loopResolutionMs = 20

/**
 * Adds memory, CPU and the delay of the event loop, which is measured until the result is disposed. The metrics that
 * prom-client brings have names that promtool refuses.
 */
export function addProcessMetrics(client: PromClient, registers: Registry[]): Disposable {
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs })
  loop.enable()
  new client.Gauge({
    name: 'subnetkit_miner_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last look, by quantile.',
    labelNames: ['quantile'],
    registers,
    collect() {
      setQuantiles(this, loop)
    },
  })
  new client.Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  const cpu = {
    name: 'process_cpu_seconds_total',
    help: 'Time that the process has spent on CPUs.',
    registers,
  }
  addTotal(client, cpu, () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  return { [Symbol.dispose]: () => loop.disable() }
}

function setQuantiles(gauge: Gauge<'quantile'>, loop: IntervalHistogram): void {
  for (const quantile of [50, 99, 100]) {
    const delayMs = loop.count === 0 ? 0 : loop.percentile(quantile) / 1e6 - loopResolutionMs
    gauge.set({ quantile: `${quantile / 100}` }, Math.max(0, delayMs) / 1_000)
  }
  loop.reset()
}
