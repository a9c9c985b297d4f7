/** Calls a listener; its errors reach the process, as in any event handler, and not the emitter. */
export function callListener(work: () => void): void {
  try {
    work()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

/** Listeners of one kind of event. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>()

  /** Adds a listener; the returned function removes it. */
  add(listener: (value: T) => void): () => void {
    const own = (value: T) => listener(value)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) callListener(() => listener(value))
  }
}
