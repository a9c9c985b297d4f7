import type { TextSink } from './io.js'

const everyMs = 1_000

/** Shows what is done while it is done; on a terminal with the seconds so far. */
export async function withElapsed<T>(sink: TextSink, text: string, work: () => Promise<T>): Promise<T> {
  if (!sink.isTTY) {
    sink.write(`${text}\n`)
    return work()
  }
  let ticks = 0
  sink.write(text)
  const timer = setInterval(() => sink.write(`\r${text} ${++ticks} s`), everyMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    sink.write('\n')
  }
}
