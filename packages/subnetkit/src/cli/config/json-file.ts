import { open } from 'node:fs/promises'
import type { z } from 'zod'
import { CliError } from '../output/failure.js'

/** Far more than any file of ours has, in bytes. */
const mostBytes = 1_048_576

/** Reads a JSON file that a person wrote. Throws FILE_INVALID with the place that is wrong. */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parseJson(path, await readText(path)))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path: place, message }) =>
    place.length === 0 ? message : `${place.map(String).join('.')}: ${message}`,
  )
  throw invalid(path, problems.join('; '))
}

async function readText(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    if (size > mostBytes) throw invalid(path, `it has ${size} bytes, more than ${mostBytes}`)
    return await file.readFile('utf8')
  } catch (error) {
    if (error instanceof CliError) throw error
    throw fileUnreadable(path, error as NodeJS.ErrnoException)
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(path, `it is not JSON: ${(error as Error).message}`)
  }
}

/** The error of a file that cannot be opened or read. */
export function fileUnreadable(path: string, { code, message }: NodeJS.ErrnoException): CliError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'your user may not read it',
  }
  const reason = reasons[code ?? ''] ?? message
  return new CliError('FILE_INVALID', `${path}: ${reason}`, 'check the path', { path })
}

const invalid = (path: string, detail: string) =>
  new CliError('FILE_INVALID', `${path}: ${detail}`, `mend ${path}`, { path })
