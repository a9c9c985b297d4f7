import { createRequire } from 'node:module'
import { visionError } from '../errors.js'

const { resolve } = createRequire(import.meta.url)

/** Path of a module of an optional package. Throws READER_MISSING with the line that installs it. */
export function optionalPath(module: string, reader: string, install: string): string {
  try {
    return resolve(module)
  } catch (cause) {
    throw visionError('READER_MISSING', { reader, missing: module, install }, { cause })
  }
}
