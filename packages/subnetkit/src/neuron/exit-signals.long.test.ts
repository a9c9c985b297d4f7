import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'

const flags = ['--conditions=@subnetkit/source', '--import', 'tsx', '--input-type=module', '--eval']

/** Runs a program with a validator whose closing never ends. */
async function stuck(stopMs: number) {
  const program = `
    import { createLog } from '../log/log.ts'
    import { startRunning } from './lifetime.ts'
    setInterval(() => console.log('lives'), 20)
    await startRunning({ log: createLog('validator'), signals: true, stopMs: ${stopMs} }, async (resources) => {
      resources.defer(() => new Promise(() => {}))
      return {}
    })
    console.log('ready')
  `
  const child = spawn(process.execPath, [...flags, program], { cwd: import.meta.dirname })
  for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break
  return child
}

test('a second signal ends a process that does not close, at once', async () => {
  const child = await stuck(600_000)
  child.kill('SIGTERM')
  const ended = once(child, 'exit')
  await setTimeout(1_500)
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  expect(await ended).toEqual([1, null])
})

test('a process that does not close ends with 1 at its deadline', async () => {
  const child = await stuck(0)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([1, null])
})

test('defect: a reader of stdout or stderr that goes away ended the process', async () => {
  for (const stream of ['stdout', 'stderr'] as const) {
    const child = await stuck(0)
    child[stream].destroy()
    await setTimeout(500)
    expect([stream, child.exitCode, child.signalCode]).toEqual([stream, null, null])
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
