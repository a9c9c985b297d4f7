import { configError } from '@subnetkit/base'
import type { Registry } from 'prom-client'

export type PromClient = typeof import('prom-client')

/** Loads prom-client, which is optional. Throws CONFIG_INVALID if it is not installed. */
export async function loadPromClient(): Promise<PromClient> {
  try {
    return (await import('prom-client')).default
  } catch (cause) {
    const detail = 'the package prom-client, which writes them, is not installed'
    throw configError(
      'CONFIG_INVALID',
      { place: 'metrics', detail, fix: 'Run npm install prom-client.' },
      { cause },
    )
  }
}

interface Described {
  readonly name: string
  readonly help: string
  readonly registers: Registry[]
}

/** Adds a counter whose total is kept elsewhere, and read when it is asked for. */
export function addTotal({ Counter }: PromClient, described: Described, total: () => number): void {
  let counted = 0
  new Counter({
    ...described,
    collect() {
      const now = total()
      this.inc(now - counted)
      counted = now
    },
  })
}

/** Adds a gauge that is read when it is asked for. */
export function addGauge({ Gauge }: PromClient, described: Described, read: () => number): void {
  new Gauge({
    ...described,
    collect() {
      this.set(read())
    },
  })
}
