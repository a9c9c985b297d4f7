import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { readPackages, root } from '../boundaries/workspace.js'
import type { Tarball } from './pack.js'
import { inOrder } from './publish.js'

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
  expect(ended.status).not.toBe(0)
  expect(ended.stderr).toContain('no credentials')
})
