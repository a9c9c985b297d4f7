import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { cliError } from '../../errors.js'
import type { Plan } from './build.js'
import { sha256Of } from './content.js'
import { tarEnd, tarFile } from './tar.js'

/** A written archive. */
export interface Written {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Writes the archive of a package whole or not at all. The same plan gives the same bytes, with the same version of zlib. Throws
 * PACKAGE_UNPREPARED if a file has changed since it was hashed.
 *
 * @param modifiedAt time of every file, in seconds since 1970
 */
export async function writeArchive(plan: Plan, folder: string, modifiedAt: number): Promise<Written> {
  const file = join(folder, `${plan.base}.tgz`)
  const draft = join(folder, `.${plan.base}.${randomBytes(6).toString('hex')}.tmp`)
  const hash = createHash('sha256')
  let bytes = 0
  // The tenth byte of gzip names the operating system; 255 is none.
  const finish = new Transform({
    transform(chunk: Buffer, _, done) {
      if (bytes === 0) chunk[9] = 255
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await pipeline(
      Readable.from(entriesOf(plan, modifiedAt)),
      createGzip(),
      finish,
      createWriteStream(draft, { flags: 'wx', mode: 0o644 }),
    )
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
  return { file, bytes, sha256: hash.digest('hex') }
}

async function* entriesOf({ base, files }: Plan, modifiedAt: number) {
  for (const { path, executable, sha256, read } of files) {
    const data = await read()
    if (sha256Of(data) !== sha256) {
      throw cliError('PACKAGE_UNPREPARED', {
        place: base,
        detail: `${path} changed while it was being packaged`,
        fix: 'Stop what writes to the project, such as a watching compiler, and run the command again.',
      })
    }
    yield tarFile({ path: `${base}/${path}`, executable, data }, modifiedAt)
  }
  yield tarEnd()
}
