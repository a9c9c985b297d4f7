import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'

const leaky = fileURLToPath(new URL('testing/leaky-lab.ts', import.meta.url))

test.each([
  ['a share of stake above 0.95', ['--dishonest-stake', '30']],
  ['a share of stake in percent', ['--dishonest-stake', '30%']],
])('defect: %s is refused in words of the command', async (_, options) => {
  const { code, stderr } = await runInProcess(['sim', leaky, ...options])
  expect(code).toBe(2)
  expect(stderr).not.toMatch(/NaN|Too big|Invalid input/)
})

test('defect: an agent to explain that does not play is refused before the play', async () => {
  const { code, stderr } = await runInProcess(['sim', leaky, '--explain', 'nobody', '--processes', '1'])
  expect(code).toBe(2)
  expect(stderr).not.toContain('epoch')
})

test('defect: exploits refuse options that would have no effect', async () => {
  for (const options of [['--attack'], ['--gate'], ['--sweep', 'kappa=1,2'], [leaky]]) {
    expect((await runInProcess(['sim', '--exploits', ...options])).code).toBe(2)
  }
})

test('defect: the help of a command without settings of its own announces none', async () => {
  const { stdout } = await runInProcess(['sim', '--help'])
  expect(stdout).not.toContain('Settings of the configuration file')
})
