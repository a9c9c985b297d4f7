import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Kills this process within two seconds once its parent is gone, from a thread of its own: the user's module may keep the main
 * thread busy for ever, where no event arrives. Resolves when it watches.
 */
export async function watchParent(parent: number): Promise<void> {
  const watchdog = new Worker(source, {
    eval: true,
    workerData: parent,
    // Nothing of the user's, and no loader.
    ...{ execArgv: [], env: {} },
  })
  watchdog.unref()
  await once(watchdog, 'online')
}

const source = `
const { workerData: parent } = require('node:worker_threads')
const isThere = () => {
  try {
    return process.ppid === parent && process.kill(parent, 0)
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
setInterval(() => {
  if (!isThere()) process.kill(process.pid, 'SIGKILL')
}, 1_000)
`
