import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { untilAborted } from '@subnetkit/base'

/** Argon2i as libsodium's argon2i13 with these limits: the fixed salt is the one of every Bittensor keyfile. */
const parameters = {
  salt: Uint8Array.from(Buffer.from('137183dff15a09bc9c90b5518739e9b1', 'hex')),
  iterations: 8,
  memorySize: 524_288,
  parallelism: 1,
  hashLength: 32,
  outputType: 'binary',
}

/**
 * The thread: given as text, so that it runs from sources, from the build and from a bundle alike, without a second
 * file to be found. It holds the 512 MiB, which end with it.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { argon2i } = require(workerData.library)
argon2i({ ...workerData.parameters, password: workerData.password })
  .then((key) => {
    workerData.password.fill(0)
    parentPort.postMessage(key)
  })
`

/**
 * Derives the 32-byte key of a password, in a separate thread that has ended when this settles. Rejects with the reason
 * of `signal`, or with the thread's error, such as out of memory.
 */
export async function argon2Key(password: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted()
  // Resolved here and not imported: only a process that meets an encrypted file loads it, in the thread.
  const library = createRequire(import.meta.url).resolve('hash-wasm')
  const copy = Uint8Array.from(password)
  const worker = new Worker(program, {
    eval: true,
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    workerData: { library, parameters, password: copy },
  })
  copy.fill(0)
  try {
    return await untilAborted(answerOf(worker), signal)
  } finally {
    await worker.terminate()
  }
}

function answerOf(worker: Worker): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    worker.once('message', (key: Uint8Array) => resolve(Uint8Array.from(key)))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread ended before it had a key')))
  })
}
