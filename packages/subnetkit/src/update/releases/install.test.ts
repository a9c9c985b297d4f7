import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { releaseOf } from '../testing/fake-world.js'
import { openFolder } from './folder.js'
import { installRelease } from './install.js'

test.each(['RELEASE_DAMAGED', 'RELEASE_TOO_LARGE', 'RELEASE_UNREACHABLE'])(
  'defect: a download that ends with %s leaves nothing on the disk',
  async (code) => {
    const home = await mkdtemp(join(tmpdir(), 'subnet-install-'))
    try {
      const folder = await openFolder(join(home, 'releases'))
      const file = join(home, 'package.tgz')
      if (code !== 'RELEASE_UNREACHABLE') await writeFile(file, 'not what was signed')
      const release = releaseOf('1.0.0', {
        url: pathToFileURL(file).href,
        bytes: code === 'RELEASE_TOO_LARGE' ? 5 : 1_000,
      })
      const installing = installRelease(folder, release, { maxBytes: 1_000, deadlineMs: 5_000 })
      await expect(installing).rejects.toMatchObject({ code })
      expect(await readdir(folder.downloads)).toEqual([])
      expect(await readdir(join(folder.path, 'releases'))).toEqual([])
    } finally {
      await rm(home, { recursive: true })
    }
  },
)
