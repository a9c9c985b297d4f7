import { register } from 'node:module'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'

/** Hooks that report each module before it is loaded. They run in a thread of their own, from plain JavaScript. */
const hooks = `
let port
export const initialize = (data) => { port = data }
export async function load(url, context, next) {
  if (url.startsWith('file:')) port.postMessage(url)
  return next(url, context)
}`

/** Calls `onFile` with each file of a project that this process imports from now on, dependencies apart. */
export function recordFiles(folder: string, onFile: (file: string) => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (url: string) => {
    const file = fileURLToPath(url.split('?')[0] as string)
    if (isOwn(folder, file)) onFile(file)
  })
  port1.unref()
  register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: port2, transferList: [port2] })
}

/** True for a file in the folder that is not in one of its `node_modules`. */
export function isOwn(folder: string, file: string): boolean {
  const path = relative(folder, file)
  return !path.startsWith('..') && !path.split(sep).includes('node_modules')
}
