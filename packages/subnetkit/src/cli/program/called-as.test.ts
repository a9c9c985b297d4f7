import { expect, it } from 'vitest'
import { runInProcess } from '../testing/cli.js'
import { asTyped, calledAs } from './called-as.js'

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
