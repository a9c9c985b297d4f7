import { inspect } from 'node:util'

const shown = '[hidden]'

/**
 * A secret of a configuration, such as a token or a password. Logs, errors, JSON and dumps of it show `[hidden]`, and copies of it are
 * empty: the only way to the text is `reveal`, which is easy to search for.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Returns the text, for the one place that needs it. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [Symbol.toPrimitive](): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
