import { expect, it } from 'vitest'
import { runInProcess } from '../testing/cli.js'
import { asTyped, calledAs } from './called-as.js'
import { catalogue } from './catalogue.js'
import { parseCommandLine } from './parse.js'

it.each([
  ['/usr/bin/subnet', {}, 'subnet'],
  ['/p/node_modules/.bin/subnet', {}, 'npx subnet'],
  ['C:\\p\\node_modules\\subnetkit\\dist\\cli\\main.js', { npm_config_user_agent: 'npm/11' }, 'npx subnet'],
  ['/p/node_modules/.bin/subnet', { npm_config_user_agent: 'pnpm/10' }, 'pnpm exec subnet'],
])('defect: %s was given a command that is not on its PATH', (script, env, command) => {
  expect(calledAs({ script, env })).toBe(command)
  expect(asTyped('Run subnet dev --help, or `subnet dev` on subnet 3.', { script, env })).toBe(
    `Run ${command} dev --help, or \`${command} dev\` on subnet 3.`,
  )
})

it('defect: the help of a packaged role asked for the module that it has', async () => {
  const env = { SUBNETKIT_PACKAGED_AS: 'node run.mjs' }
  for (const role of ['miner', 'validator', 'coordinator', 'worker']) {
    const { stdout } = await runInProcess([role, '/p/dist/subnet.js', '--help'], { env })
    expect(stdout).toContain('Usage: node run.mjs [options]\n')
    expect(stdout).not.toMatch(/\[module\]|subnet\.ts|\$ subnet/)
    expect((await runInProcess([role, '--help'])).stdout).toContain(
      `Usage: subnet ${role} [options] [module]`,
    )
  }
})

it('defect: the help of miner test had another command in its usage', async () => {
  const { stdout } = await runInProcess(['miner', 'test', '--help'])
  expect(stdout).toContain('Usage: subnet miner test [options] [module]\n')
})

it('defect: subnets alone was refused, though it can only mean the list', () => {
  for (const words of [['subnets'], ['subnets', '-n', 'test'], ['-n', 'test', 'subnets']])
    expect(parseCommandLine(words)).toMatchObject({ kind: 'run', invocation: { command: 'subnets list' } })
  expect(parseCommandLine(['subnets', '--help'])).toMatchObject({ kind: 'print' })
  expect(parseCommandLine(['subnets', 'shw'])).toMatchObject({ kind: 'refused' })
})

it('defect: descriptions had line breaks in the middle of sentences', () => {
  const specs = catalogue.flatMap((entry) => ('commands' in entry ? entry.commands : [entry]))
  for (const { name, description = '' } of specs)
    expect([name, description]).toEqual([name, expect.not.stringMatching(/[^.]\n/)])
})
