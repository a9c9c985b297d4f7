import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../boundaries/workspace.js'

const folder = join(root, '.github/workflows')
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}))
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const validator = spawnSync('check-jsonschema', ['--version'], { stdio: 'ignore' }).status === 0

describe.each(workflows)('$name', ({ name, text }) => {
  it('runs only commands that the repository has', () => {
    const commands = [...text.matchAll(/run: npm (?:run )?([\w:-]+)/g)].map(([, command]) => command)
    expect(commands).toContain('ci')
    for (const command of commands) if (command !== 'ci') expect(scripts).toHaveProperty([command!])
  })

  it('pins each action to a commit, and says which version that is', () => {
    const used = [...text.matchAll(/uses: (\S+)(.*)/g)]
    expect(used.length).toBeGreaterThan(0)
    for (const [, action, comment] of used) {
      expect(action).toMatch(/@[0-9a-f]{40}$/)
      expect(comment).toMatch(/# v\d+\.\d+\.\d+/)
    }
  })

  it('gives no job more than it says, and keeps no token in the checkout', () => {
    expect(text).toMatch(/^permissions: \{\}$/m)
    expect(text.match(/actions\/checkout@/g)).toHaveLength(
      text.match(/persist-credentials: false/g)?.length ?? 0,
    )
    if (name !== 'release.yml') expect(text).not.toMatch(/: write/)
  })

  it.skipIf(!validator)('fits the schema of workflows (needs check-jsonschema)', () => {
    const args = ['--builtin-schema', 'vendor.github-workflows', join(folder, name)]
    expect(spawnSync('check-jsonschema', args, { encoding: 'utf8' })).toMatchObject({ status: 0 })
  })
})

it('tests on the oldest Node that the packages allow, and on the one that releases', () => {
  const text = workflows.find(({ name }) => name === 'ci.yml')?.text ?? ''
  const versions = /node: \[([\d, ]+)\]/.exec(text)?.[1]?.split(', ')
  const { engines } = JSON.parse(readFileSync(join(root, 'packages/base/package.json'), 'utf8'))
  expect(versions).toContain(/\d+/.exec(engines.node)?.[0])
  expect(versions).toContain(readFileSync(join(root, '.nvmrc'), 'utf8').trim())
})
