import { vi } from 'vitest'

/** Waits for something that has to come, however busy the machine is; the limit ends a hang. */
export function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  return vi.waitUntil(condition, { timeout: 30_000, interval: 10 }) as Promise<NonNullable<T>>
}
