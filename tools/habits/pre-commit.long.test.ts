import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from '../boundaries/workspace.js'

let copy = ''
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: copy,
    stdio: 'pipe',
  })
const commit = () =>
  spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'x'], {
    cwd: copy,
  }).status

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'subnetkit-hook-'))
  for (const path of ['biome.json', 'tools/boundaries', '.githooks', '.gitignore', 'package.json'])
    cpSync(join(root, path), join(copy, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  git('init', '-q')
  git('config', 'core.hooksPath', '.githooks')
})
afterEach(() => rmSync(copy, { recursive: true, force: true }))

it('refuses a commit whose staged files do not pass the lint, and lets the others through', () => {
  writeFileSync(join(copy, 'bad.ts'), 'export const answer = 42;\n')
  git('add', 'bad.ts')
  expect(commit()).not.toBe(0)
  writeFileSync(join(copy, 'bad.ts'), 'export const answer = 42\n')
  git('add', 'bad.ts')
  expect(commit()).toBe(0)
})

it('does not mind a commit without a file of a known kind', () => {
  writeFileSync(join(copy, 'notes.txt'), 'anything\n')
  git('add', 'notes.txt')
  expect(commit()).toBe(0)
})
