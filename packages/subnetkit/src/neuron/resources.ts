/** Resources opened so far. They close in reverse order, each even if another fails to close. */
export interface Resources extends AsyncDisposable {
  /** Takes over a resource. */
  own<T extends AsyncDisposable | Disposable>(resource: T): T
  /** Takes over something that a function closes. */
  defer(close: () => unknown): void
  /** Names the work that closing waits for, such as `3 queries`; null if there is none. Asked when closing begins. */
  waitsFor(describe: () => string | null): void
  /** Work in progress that closing waits for; null for none. */
  readonly waiting: string | null
  /** Closes everything, once; throws the first error when all are closed. */
  close(): Promise<void>
}

export function createResources(): Resources {
  const closers: (() => unknown)[] = []
  const waits: (() => string | null)[] = []
  let closed: Promise<void> | undefined

  async function closeAll(): Promise<void> {
    const errors: unknown[] = []
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
      try {
        await close()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
  function close(): Promise<void> {
    closed ??= closeAll()
    return closed
  }
  function defer(closeOne: () => unknown): void {
    // What a start opens after it was cut short is closed as well.
    if (closed === undefined) closers.push(closeOne)
    else closed.then(closeOne, closeOne).catch(() => {})
  }
  return {
    own(resource) {
      defer(() =>
        Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : resource[Symbol.dispose](),
      )
      return resource
    },
    defer,
    waitsFor(describe) {
      waits.push(describe)
    },
    get waiting() {
      const found = waits.map((describe) => describe()).filter((text) => text !== null)
      return found.length === 0 ? null : found.join(' and ')
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
