import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RunningRecord, readRunningFiles, writeRunningFile } from './running-file.js'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'running-'))
})
afterEach(() => rm(home, { recursive: true }))

const record: RunningRecord = {
  ...{ pid: process.pid, url: 'http://127.0.0.1:9465', role: 'validator', netuid: 2 },
  ...{ hotkey: '5Val', started: '2026-01-01T00:00:00.000Z' },
}
/** Greater than any pid that Linux gives out. */
const dead = 2 ** 22 + 1

it('is there while the process runs, for its user alone', async () => {
  const remove = await writeRunningFile(record, home)
  expect(await readRunningFiles(home)).toEqual([record])
  const [name = ''] = await readdir(join(home, 'running'))
  expect((await stat(join(home, 'running', name))).mode & 0o777).toBe(0o600)
  await remove()
  expect(await readRunningFiles(home)).toEqual([])
})

it('defect: what a killed process left behind goes with the next start of its kind, and nothing else does', async () => {
  await writeRunningFile({ ...record, pid: dead }, home)
  await writeRunningFile({ ...record, pid: dead, netuid: 3 }, home)
  await writeRunningFile({ ...record, pid: process.ppid, role: 'worker' }, home)
  await writeFile(join(home, 'running', 'other.json'), '{"pid":')
  await writeRunningFile(record, home)
  const left = (await readRunningFiles(home)).map(({ pid, netuid, role }) => [pid, netuid, role])
  expect(left.sort()).toEqual(
    [
      [process.pid, 2, 'validator'],
      [process.ppid, 2, 'worker'],
      [dead, 3, 'validator'],
    ].sort(),
  )
})
