import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningRecord, writeRunningFile } from '../../../health/running-file.js'
import { checkRunning } from './running.js'

let home = ''
let url = ''
const started = '2026-01-01T00:00:00.000Z'
const checks = [
  { name: 'blocks arrive', ok: true, sentence: 'block 7 is the newest', fix: null },
  { name: 'jobs move', ok: false, sentence: 'no step was taken', fix: 'Start a worker.' },
  { name: 'rounds fold', ok: null, sentence: 'no round is over yet', fix: null },
]
const server = createServer((_, response) => {
  response
    .writeHead(503)
    .end(JSON.stringify({ ok: false, role: 'validator', pid: process.pid, started, checks }))
})
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'doctor-'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(home, { recursive: true })
})

const diagnose = async (more: { readonly healthUrl?: string; readonly hotkey?: string } = {}) => {
  const { signal } = new AbortController()
  const question = { hotkey: '5Val', netuid: 2, signal, env: { XDG_STATE_HOME: home }, ...more }
  return (await checkRunning(question)).map(({ name, verdict }) => [name, verdict])
}
const describes = (more: Partial<RunningRecord>) =>
  writeRunningFile(
    { pid: process.pid, url, role: 'validator', netuid: 2, hotkey: '5Val', started, ...more },
    join(home, 'subnetkit'),
  )

it('defect: a validator that runs and does nothing passed the doctor', async () => {
  expect(await diagnose()).toEqual([['process', 'skip']])
  const forget = await describes({})
  const found = [
    ['process', 'pass'],
    ['blocks arrive', 'pass'],
    ['jobs move', 'fail'],
    ['rounds fold', 'skip'],
  ]
  expect(await diagnose()).toEqual(found)
  expect(await diagnose({ hotkey: '5Other' })).toEqual([['process', 'skip']])
  await forget()
  expect(await diagnose({ healthUrl: url })).toEqual(found)
})

it('defect: one that was killed was no failure; it is gone, also when its pid or its port belongs to another', async () => {
  for (const more of [{ pid: 2 ** 22 + 1 }, { started: '2025-01-01T00:00:00.000Z' }]) {
    const forget = await describes(more)
    expect(await diagnose()).toEqual([['process', 'fail']])
    await forget()
  }
})

it('one that does not answer fails', async () => {
  const forget = await describes({ url: 'http://127.0.0.1:1' })
  expect(await diagnose()).toEqual([['process', 'fail']])
  await forget()
  expect(await diagnose({ healthUrl: 'http://127.0.0.1:1' })).toEqual([['process', 'fail']])
})

it('defect: a worker that was killed was named without its queues, its label and its folder', async () => {
  const worker = { role: 'worker' as const, queues: ['score'], label: 'gpu', folder: '/srv/fleet' }
  const forget = await describes({ ...worker, pid: 2 ** 22 + 1 })
  const { signal } = new AbortController()
  const [finding] = await checkRunning({ hotkey: '5Val', signal, env: { XDG_STATE_HOME: home } })
  await forget()
  for (const text of [finding?.sentence, finding?.fix])
    expect(text).toMatch(/worker of score jobs with the label gpu .*in \/srv\/fleet/)
})
