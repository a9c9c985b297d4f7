/** Resources opened so far. They close in reverse order, each even if another fails to close. */
export interface Resources extends AsyncDisposable {
  /** Takes over a resource. */
  own<T extends AsyncDisposable | Disposable>(resource: T): T
  /** Takes over something that a function closes. */
  defer(close: () => unknown): void
  /** Closes everything, once; throws the first error when all are closed. */
  close(): Promise<void>
}

export function createResources(): Resources {
  const closers: (() => unknown)[] = []
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
    close,
    [Symbol.asyncDispose]: close,
  }
}
