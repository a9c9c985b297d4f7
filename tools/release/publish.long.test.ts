import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { readPackages, root } from '../boundaries/workspace.js'
import type { Tarball } from './pack.js'
import { idOf, inOrder, publishMissing, publishOptions } from './publish.js'

it('publishes dependencies before those who depend on them', () => {
  const packages = readPackages().filter(({ manifest }) => !manifest.private)
  const tarballs = packages.map((one) => ({ package: one }) as unknown as Tarball)
  const names = inOrder(tarballs.toReversed()).map((tarball) => tarball.package.manifest.name)
  expect(names).toHaveLength(packages.length)
  for (const { manifest } of packages) {
    for (const needed of Object.keys(manifest.dependencies ?? {}).filter((name) => names.includes(name)))
      expect(names.indexOf(needed), `${needed} before ${manifest.name}`).toBeLessThan(
        names.indexOf(manifest.name),
      )
  }
})

it('publishes nothing without credentials, and says so before it packs', () => {
  const env = { ...process.env, npm_config_userconfig: '/dev/null', ACTIONS_ID_TOKEN_REQUEST_URL: '' }
  const args = ['--conditions=@subnetkit/source', '--import', 'tsx', 'tools/release/main.ts', 'publish']
  const ended = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain('no credentials')
})

it('goes on after a failure midway: publishes what is missing, in order', async () => {
  const tarballs = ['base', 'chain', 'core'].map(
    (name) => ({ package: { manifest: { name, version: '0.2.0' } } }) as Tarball,
  )
  const published = new Set<string>()
  let isBroken = true
  const registry = {
    integrityOf: async (id: string) => (published.has(id) ? 'sha512-' : null),
    publish: async (tarball: Tarball) => {
      if (isBroken && idOf(tarball).startsWith('chain')) throw new Error('503')
      published.add(idOf(tarball))
    },
  }
  const reports: [string, boolean][] = []
  const run = () => publishMissing(tarballs, registry, (...report) => reports.push(report))
  await expect(run()).rejects.toThrow('503')
  isBroken = false
  await run()
  expect(reports).toEqual([
    ['base@0.2.0', true],
    ['base@0.2.0', false],
    ['chain@0.2.0', true],
    ['core@0.2.0', true],
  ])
})

it('defect: a prerelease would have become the latest version of everybody', () => {
  expect(publishOptions('0.2.0')).not.toContain('--tag')
  expect(publishOptions('0.2.0-next.1')).toEqual(expect.arrayContaining(['--tag', 'next']))
  expect(publishOptions('0.2.0-0')).toEqual(expect.arrayContaining(['--tag', 'next']))
})
