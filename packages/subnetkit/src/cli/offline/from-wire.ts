import { resolve } from 'node:path'
import { carriesBytes, fileBytes, toWire } from '@subnetkit/core'
import type { z } from 'zod'
import { isRecord } from './plain-data.js'

/**
 * Returns a value that a file has as it is on the wire, in the form in which a sender passes it: only a codec of the subnet's
 * own needs the decoded side. With a folder, binary values are `{ "$file": "<path from the folder>" }`; never pass one for what a stranger
 * has sent. What the schema refuses is left for it to refuse. Throws CONFIG_INVALID for a binary value whose file cannot be read.
 */
export async function fromWire(
  schema: z.ZodType,
  wire: unknown,
  folder: string | null = null,
): Promise<unknown> {
  const value = folder !== null && carriesBytes(schema) ? await withFiles(wire, folder) : wire
  try {
    toWire(schema, value)
    return value
  } catch {
    const parsed = await schema.safeParseAsync(value)
    return parsed.success ? parsed.data : value
  }
}

async function withFiles(value: unknown, folder: string): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withFiles(item, folder)))
  if (!isRecord(value)) return value
  const fields = Object.entries(value)
  const [[name, path] = []] = fields
  if (fields.length === 1 && name === '$file' && typeof path === 'string') {
    return fileBytes(resolve(folder, path))
  }
  return Object.fromEntries(
    await Promise.all(fields.map(async ([key, field]) => [key, await withFiles(field, folder)] as const)),
  )
}
