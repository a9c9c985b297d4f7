import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { coreError } from '../errors.js'

const held = new Set<string>()

/**
 * Takes a directory for this process and gives the function that returns it: two engines on one directory would
 * destroy it. What a killed process left behind is taken over.
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, 'owner.pid')
  const owner = readOwner(file)
  const busy = held.has(directory) || (owner !== undefined && owner !== process.pid && isAlive(owner))
  if (busy) throw coreError('STORE_BUSY', { place: directory, pid: owner ?? process.pid })
  writeFileSync(file, String(process.pid))
  held.add(directory)
  return () => {
    if (held.delete(directory)) rmSync(file, { force: true })
  }
}

function readOwner(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined
  } catch {
    return undefined // no file: nobody holds it
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
