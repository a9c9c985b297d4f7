/** A text that grows, and is read by one reader as fast as that one can. What waits for it is held here. */
export interface TextFlow extends AsyncIterable<string> {
  add(text: string): void
  /** Ends it; with a cause, reading what is left ends in that error. */
  end(cause?: Error): void
}

export function createTextFlow(): TextFlow {
  let waiting = ''
  let isOver = false
  let failure: Error | undefined
  let wake = () => {}
  return {
    add(text) {
      waiting += text
      wake()
    },
    end(cause) {
      isOver = true
      failure = cause
      wake()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        if (waiting !== '') {
          const taken = waiting
          waiting = ''
          yield taken
        } else if (failure !== undefined) throw failure
        else if (isOver) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
