import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { type JsonLimits, jsonFlaw, type SubnetError } from '@subnetkit/base'
import type { z } from 'zod'
import { cliError } from '../errors.js'

/** Far more than any file of ours has, in bytes. */
const mostBytes = 1_048_576

/** Reads a JSON file that a user wrote. Throws FILE_INVALID with the place that is wrong, and never with its content. */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await readJson(path))
  if (parsed.success) return parsed.data
  throw invalid(
    path,
    problemsIn(parsed.error),
    'Fix the file and run the command again; docs/cli.md shows its format.',
  )
}

/** Problems that a schema found in a file, with the place of each problem and never with its content. */
export const problemsIn = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) =>
      [path.map(String).join('.'), humanize(message)].filter((part) => part !== '').join(': '),
    )
    .join('; ')

/** Reads the JSON of a small file. Throws FILE_INVALID. */
export const readJson = async (path: string): Promise<unknown> => parseJson(path, await readSmallFile(path))

/** The words of zod for the kinds of JSON, as a user knows them. */
const humanize = (message: string): string =>
  message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing; expected a $1')
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'expected a $1, not a $2')
    .replace(/\ba (record|object)\b/, 'an object')
    .replace(/\ba (array|int)\b/, 'an $1')
    .replace('Invalid key in record', 'is not a uid')
    .replace(/^Unrecognized key: "(.*)"$/, 'there is no field $1')

/** Reads a text file of up to 1 MiB, or up to `most` bytes. `shown` replaces the path in errors. Throws FILE_INVALID. */
export const readSmallFile = async (path: string, shown = path, most = mostBytes): Promise<string> =>
  (await readSmallBytes(path, shown, most)).toString('utf8')

/** Reads any file in the same way. */
export async function readSmallBytes(path: string, shown = path, most = mostBytes): Promise<Buffer> {
  try {
    await using file = await open(path)
    const stat = await file.stat()
    // A pipe is read as a file is; a device may have no end.
    if (!stat.isFile() && !stat.isFIFO() && !stat.isDirectory()) {
      throw invalid(shown, 'it is a device, and not a file', 'Pass the path of a file.')
    }
    const tooLarge = (size: string) =>
      invalid(shown, `the file has ${size} bytes, more than ${most}`, 'Check that it is the right file.')
    if (stat.size > most) throw tooLarge(String(stat.size))
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      size += (chunk as Buffer).length
      if (size > most) throw tooLarge(`at least ${size}`)
      chunks.push(chunk as Buffer)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'FILE_INVALID') throw error
    throw invalid(
      shown,
      fileReasons[code ?? ''] ?? `it cannot be read (${code})`,
      'Check the path and its permissions.',
    )
  }
}

/** Reasons for which a file cannot be read, by the code of the system. */
export const fileReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'your user may not read it',
  EPERM: 'your user may not read it',
  ENXIO: 'it is a socket, and not a file',
  ENAMETOOLONG: 'the path is too long',
}

/**
 * Parses the JSON of a file. Throws FILE_INVALID for a field that is there twice, of which `JSON.parse` takes the last without a word: not in
 * a `package.json`, which other tools write.
 */
export function parseJson(path: string, text: string, limits?: JsonLimits): unknown {
  const value = parseSyntax(path, text)
  const flaw = basename(path) === 'package.json' ? undefined : jsonFlaw(text, limits)
  if (flaw === undefined) return value
  throw invalid(path, flaw, 'Correct the file and run the command again.')
}

/** The parser's own message repeats the text around the mistake, which may be a secret: only the place is kept. */
function parseSyntax(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const offset = /position (\d+)/.exec((error as Error).message)?.[1]
    const lines = text.slice(0, Number(offset ?? 0)).split('\n')
    const place =
      offset === undefined ? '' : ` from line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1} on`
    throw invalid(path, `it is not JSON${place}`, 'Fix its syntax, or pass another file.')
  }
}

const invalid = (path: string, detail: string, fix: string): SubnetError =>
  cliError('FILE_INVALID', { path, detail, fix })
