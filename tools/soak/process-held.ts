import { setImmediate as turn } from 'node:timers/promises'
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Memory of a process after a collection, in MB, and its CPU time so far. */
export interface ProcessHeld {
  /** Heap of JavaScript without the code in it. */
  readonly dataMb: number
  /** Bytecode and machine code with their metadata: more of it is made as functions get hot. */
  readonly codeMb: number
  /** Buffers outside of the heap. */
  readonly bufferMb: number
  readonly residentMb: number
  readonly cpuSeconds: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Collects and measures. */
export async function measureProcess(): Promise<ProcessHeld> {
  collect()
  // Memory of a buffer is released when what owned it has been collected.
  await turn()
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const { code_and_metadata_size: machine, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics()
  return {
    dataMb: (heapUsed - machine - bytecode) / 1e6,
    codeMb: (machine + bytecode) / 1e6,
    bufferMb: external / 1e6,
    residentMb: rss / 1e6,
    cpuSeconds: (user + system) / 1e6,
  }
}
