import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { measureProcess, type ProcessHeld } from './process-held.js'

/** Program in a process of its own, so that its memory is not that of the validator. */
export interface Apart<Ready, Question> extends AsyncDisposable {
  readonly ready: Ready
  /** Returns its answer to a question. One is asked at a time. */
  ask(question: Question): Promise<number>
  measure(): Promise<ProcessHeld>
}

/** Time that a process has to end once its parent has left, in ms. */
const mostEndMs = 10_000

type Message<Question> = { readonly question: Question } | 'measure'

/** Starts a script, and returns once it is ready. */
export async function startApart<Ready, Question>(
  script: URL,
  options: object,
): Promise<Apart<Ready, Question>> {
  const path = fileURLToPath(script)
  const child = fork(path, [JSON.stringify(options)], { stdio: ['ignore', 2, 2, 'ipc'] })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${path} ended with ${code ?? signal}`)
  })
  ended.catch(() => {})
  const answer = async <T>() => {
    const done = new AbortController()
    try {
      return (await Promise.race([once(child, 'message', { signal: done.signal }), ended]))[0] as T
    } finally {
      done.abort()
    }
  }
  const send = async <T>(message: Message<Question>) => {
    const answered = answer<T>()
    child.send(message)
    return answered
  }
  return {
    ready: await answer<Ready>(),
    ask: (question) => send({ question }),
    measure: () => send('measure'),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      // A thread or a socket that is still open keeps a process alive: the report would wait for ever.
      let isKilled = false
      const late = setTimeout(() => {
        isKilled = child.kill('SIGKILL')
      }, mostEndMs)
      await ended.catch(() => {})
      clearTimeout(late)
      if (isKilled) throw new Error(`${path} did not end by itself within ${mostEndMs / 1_000} s`)
    },
  }
}

/** Options that the parent gave. */
export const optionsOfParent = <T>(): T => JSON.parse(process.argv[2]!)

/** Serves the parent of this process until it ends. */
export async function serveParent<Question>(
  ready: object,
  answer: (question: Question) => number,
): Promise<void> {
  const left = once(process, 'disconnect')
  process.on('message', async (message: Message<Question>) => {
    if (message === 'measure') return process.send!(await measureProcess())
    return process.send!(answer(message.question))
  })
  process.send!(ready)
  await left
}
