import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** A file of the pages, in memory, with its compressed forms. */
export interface StaticFile {
  readonly type: string
  readonly etag: string
  /** True if its name holds a hash of its content. */
  readonly isImmutable: boolean
  readonly body: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Reads the built pages by their paths, such as `/assets/main-B3x.js`; files of other kinds are left out. */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const names = await readdir(folder, { recursive: true })
  const known = names.filter((name) => extname(name) in types)
  const files = known.map(async (name) => {
    const body = await readFile(join(folder, name))
    const [br, zipped] = await Promise.all([
      promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      promisify(gzip)(body, { level: 9 }),
    ])
    const file: StaticFile = {
      type: types[extname(name)] as string,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      isImmutable: name.startsWith('assets'),
      ...{ body, br, gzip: zipped },
    }
    return [`/${name.replaceAll('\\', '/')}`, file] as const
  })
  return new Map(await Promise.all(files))
}

/** Picks the smallest form that a browser takes. */
export function encodedFor(
  { body, br, gzip: zipped }: StaticFile,
  accepted: string,
): { readonly body: Buffer; readonly encoding: string | null } {
  if (/\bbr\b/.test(accepted)) return { body: br, encoding: 'br' }
  if (/\bgzip\b/.test(accepted)) return { body: zipped, encoding: 'gzip' }
  return { body, encoding: null }
}
