import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { announcedValidators, createQueues, openDatabase } from '@subnetkit/core/validator'

// `npm run image`: makes the database that the first boot of a store unpacks, for the installed version of PGlite.
const require = createRequire(import.meta.url)
const manifest = join(require.resolve('@electric-sql/pglite'), '../../package.json')
const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
const assets = new URL('../../packages/core/assets/', import.meta.url)

const root = await mkdtemp(join(tmpdir(), 'pglite-image-'))
const directory = join(root, 'postgres')
try {
  // Without an image, the engine makes the database itself.
  for (const name of await readdir(assets)) await rm(new URL(name, assets))
  {
    // With the tables of the embedded queues and of the store: all that a first boot has to do after that.
    await using database = await openDatabase({ directory: root })
    await using _queues = await createQueues({ database })
    const validators = await announcedValidators(database, 'none')
    if (validators.length > 0) throw new Error('the image must not know a validator')
  }
  const engine = await PGlite.create(directory)
  // Two more copies of the catalog, and their transaction counters would need a vacuum now and then.
  await engine.exec('update pg_database set datistemplate = false, datallowconn = true where datistemplate')
  for (const template of ['template0', 'template1']) await engine.exec(`drop database ${template}`)
  await engine.exec('vacuum')
  for (const _ of ['one to write all pages', 'one to leave the log behind']) await engine.exec('checkpoint')
  const [last] = (
    await engine.query<{ name: string }>('select pg_walfile_name(pg_current_wal_lsn()) as name')
  ).rows
  await engine.close()
  const log = join(directory, 'pg_wal')
  for (const name of await readdir(log)) {
    if (/^[0-9A-F]{24}$/.test(name) && name !== last?.name) await rm(join(log, name))
  }
  const tar = ['--format=ustar', '--sort=name', '--owner=0', '--group=0', '--mtime=@0', '-C', directory]
  const { stdout } = await promisify(execFile)('tar', [...tar, '-cf', '-', '.'], {
    encoding: 'buffer',
    maxBuffer: 2 ** 30,
  })
  const image = await promisify(brotliCompress)(stdout, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: stdout.length,
    },
  })
  const name = `pglite-${version}.tar.br`
  await writeFile(new URL(name, assets), image)
  process.stdout.write(`packages/core/assets/${name}: ${image.length} bytes\n`)
} finally {
  await rm(root, { recursive: true, force: true })
}
