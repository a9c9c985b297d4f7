import { tell } from './report.js'

/** Who wants to hear of something. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>()

  add(listener: (value: T) => void): () => void {
    const own = (value: T) => listener(value)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  tell(value: T): void {
    for (const listener of [...this.#listeners]) tell(() => listener(value))
  }
}
