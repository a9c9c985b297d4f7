import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJsonFile } from '../config/json-file.js'
import { cliError } from '../errors.js'
import { targetOf } from './locate-module.js'

/** Parts of a package.json that name the module of a subnet. */
const manifestSchema = z.looseObject({
  subnet: z.string().min(1).optional(),
  main: z.string().min(1).optional(),
  exports: z.unknown().optional(),
})

/** Path of the module if nothing names it. */
const usualFile = 'src/subnet.ts'

/**
 * Returns the file of the subnet of a project: what `subnet` in its package.json says, else the entry `.` of `exports`, else
 * `main`, else `src/subnet.ts`. An entry that is not built yet gives way to `src/subnet.ts`. Throws USAGE for a folder without
 * any of them, and FILE_INVALID for a package.json that cannot be read or whose file does not exist.
 *
 * @param folder folder of the project @default the working folder
 * @param preferSource take `src/subnet.ts` where it exists, rather than what was built from it @default false
 */
export async function defaultModule(folder = '.', { preferSource = false } = {}): Promise<string> {
  const manifest = join(folder, 'package.json')
  const usual = join(folder, usualFile)
  const named = existsSync(manifest) ? await fileNamedIn(manifest) : null
  const isBuilt = named !== null && named.field !== 'subnet'
  if (isBuilt && preferSource && existsSync(usual)) return usual
  if (named !== null) {
    const file = join(folder, named.file)
    if (existsSync(file)) return file
    if (named.field === 'subnet' || !existsSync(usual)) {
      throw cliError('FILE_INVALID', {
        path: manifest,
        detail: `its field ${named.field} names ${named.file}, which does not exist`,
        fix: `Build the project first, correct the path, or name the module, such as ./${usualFile}.`,
      })
    }
  }
  if (existsSync(usual)) return usual
  throw cliError('USAGE', {
    detail: `no subnet is given, and there is none in ${folder === '.' ? 'this folder' : folder}`,
    fix: `Name the file or the package that exports it, such as ./subnet.ts, or run the command in the folder of a project with ${usualFile}.`,
  })
}

async function fileNamedIn(manifest: string) {
  const { subnet, exports, main } = await readJsonFile(manifest, manifestSchema)
  if (subnet !== undefined) return { field: 'subnet', file: subnet }
  const entry = targetOf(exports, '.')
  if (entry !== null) return { field: 'exports', file: entry }
  return main === undefined ? null : { field: 'main', file: main }
}
