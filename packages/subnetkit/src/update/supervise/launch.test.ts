import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '@subnetkit/base'
import { identityOf } from '@subnetkit/base/files'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFolder, type ReleasesFolder } from '../releases/folder.js'
import { createLauncher } from './launch.js'

let folder: ReleasesFolder
beforeAll(async () => {
  folder = await openFolder(await mkdtemp(join(tmpdir(), 'subnet-launch-')))
})
afterAll(() => rm(folder.path, { recursive: true }))

const launcher = (clock: Clock = systemClock) => createLauncher({ folder, args: [], env: {}, clock })

test('defect: a supervisor ended while all that it waited for was a process that another one had started', async () => {
  const refs: (boolean | undefined)[] = []
  const clock: Clock = {
    ...systemClock,
    sleep(ms, options) {
      refs.push(options?.ref)
      return systemClock.sleep(ms, { ...options, ref: false })
    },
  }
  const found = await launcher(clock).find({ folder: 'a', token: 't', identity: identityOf(process.pid) })
  expect(found?.folder).toBe('a')
  expect(refs).toEqual([undefined])
})

test('a process writes its pid first, and ends by itself where another run has begun', async () => {
  const ran = join(folder.path, 'ran')
  await mkdir(folder.release('a'))
  await writeFile(
    join(folder.release('a'), 'run.mjs'),
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(ran)}, String(process.env.SUBNETKIT_SUPERVISED))\n`,
  )
  await writeFile(folder.journal, JSON.stringify({ run: { token: 'later' } }))
  const late = launcher().start({ folder: 'a', token: 'earlier' })
  expect(await late.ended).toEqual({ code: 0, signal: null })
  await expect(readFile(ran)).rejects.toThrow('ENOENT')
  expect(JSON.parse(await readFile(folder.pidFile, 'utf8'))).toEqual({
    token: 'earlier',
    pid: late.identity.pid,
  })

  const own = launcher().start({ folder: 'a', token: 'later' })
  expect(await own.ended).toEqual({ code: 0, signal: null })
  expect(await readFile(ran, 'utf8')).toBe('undefined')
  // It has ended, so that there is none to go on with.
  expect(await launcher().find({ folder: 'a', token: 'later', identity: null })).toBeNull()
})
