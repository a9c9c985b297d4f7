import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openCatalogue } from '../../packages/subnet-storage/src/catalogue.js'
import { collectGarbage } from '../../packages/subnet-storage/src/files/gc.js'
import { getFile } from '../../packages/subnet-storage/src/files/get.js'
import { removeFile } from '../../packages/subnet-storage/src/files/put.js'
import { openShelf } from '../../packages/subnet-storage/src/shelf.js'
import { createLocalNetwork } from './local-network.js'

interface Done {
  readonly name: string
  readonly fill: number
  readonly fillers: number
}

test('a catalogue and its miners survive kill -9 at any time: what was put is there, and what was not is no obstacle', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'storage-crash-'))
  const done: Done[] = []
  try {
    for (let run = 0; run < 4; run++) {
      const child = fork(fileURLToPath(new URL('crash-child.ts', import.meta.url)), [directory, `${run}`], {
        execArgv: ['--conditions=@subnetkit/source', '--import', 'tsx'],
      })
      const wanted = done.length + 2
      child.on('message', (message: Done) => {
        done.push(message)
        // Somewhere within the file after it.
        if (done.length >= wanted) setTimeout(() => child.kill('SIGKILL'), 3 + 7 * run)
      })
      await once(child, 'exit')
    }
    expect(done.length).toBeGreaterThanOrEqual(8)
    const catalogue = openCatalogue(join(directory, 'catalogue'))
    const place = { catalogue, network: createLocalNetwork(join(directory, 'miners'), 5) }
    for (const { name, fill } of done) {
      let size = 0
      for await (const chunk of getFile(place, name)) {
        expect(chunk.every((byte) => byte === fill)).toBe(true)
        size += chunk.length
      }
      expect(size).toBe(150_000)
    }
    const { length } = (await catalogue.holdings()).get('5Miner')!
    expect(length).toBeGreaterThanOrEqual(Math.max(...done.map(({ fillers }) => fillers)))
    for (const { name } of await catalogue.files()) await removeFile(place, name)
    await collectGarbage(place, { idleMs: 0 })
    expect([await catalogue.files(), await catalogue.loose()]).toEqual([[], []])
    const left = await readdir(join(directory, 'miners'), { recursive: true })
    expect(left.filter((name) => /[0-9a-f]{64}$/.test(name))).toEqual([])
    for (const miner of await readdir(join(directory, 'miners'))) {
      const folder = join(directory, 'miners', miner)
      const drafts = async () =>
        (await readdir(join(folder, 'validator'))).filter((name) => name.startsWith('.draft-'))
      const hourAgo = new Date(Date.now() - 3_600_000)
      for (const draft of await drafts()) await utimes(join(folder, 'validator', draft), hourAgo, hourAgo)
      await openShelf({ directory: folder }).free()
      expect(await drafts()).toEqual([])
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
