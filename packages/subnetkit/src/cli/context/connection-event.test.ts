import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { createRedactor } from '../../secrets/redact.js'
import type { CliIo } from '../io.js'
import { createContext } from './context.js'

test('a command that stands while the chain is upgraded says what of it changed', async () => {
  await using devnet = await createDevnet({ port: 0, specVersion: 381 })
  let stderr = ''
  let hear = () => {}
  const told = new Promise<void>((resolve) => {
    hear = resolve
  })
  const write = (text: string) => {
    stderr += text
    if (text.includes('new: ')) hear()
  }
  const io: CliIo = { stdout: { write: () => {} }, stderr: { write }, env: { HOME: '/none' }, prompter: null }
  const context = createContext({ chain: devnet.url, color: false }, io, createRedactor([], {}))
  try {
    await context.chain()
    devnet.upgradeRuntime(425)
    await told
  } finally {
    await context.close()
  }
  const lines = stderr.split('\n')
  expect(lines).toContain('the chain runs spec 425 now, was 381')
  expect(lines).toContain('spec 425 changed what is used')
  expect(stderr).toMatch(/^ {2}new: .*call SubtensorModule\.register_limit/m)
})
