import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadAddon } from './load-addon.cjs'
import { platformOf, platforms } from './platform.cjs'

const root = join(import.meta.dirname, '../../..')
const own = join(root, 'packages/sr25519-native')
const read = (path: string) => readFileSync(path, 'utf8')

/** A loader that finds only this module. */
function loadOnly(present: string): (name: string) => unknown {
  return (name) => {
    if (name === present) return { name }
    throw Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:`), {
      code: 'MODULE_NOT_FOUND',
    })
  }
}

it.each(['../sr25519.linux-x64-musl.node', '@subnetkit/sr25519-native-linux-x64-musl'])(
  'loads %s',
  (name) => {
    expect(loadAddon(loadOnly(name), 'linux-x64-musl')).toEqual({ name })
  },
)

it('refuses to load where there is no binary, and names the package that has it', () => {
  expect(() => loadAddon(loadOnly('another'), 'darwin-arm64')).toThrow(
    expect.objectContaining({
      code: 'NATIVE_ADDON_MISSING',
      fix: expect.stringContaining('@subnetkit/sr25519-native-darwin-arm64'),
    }),
  )
})

it.each([
  ['is of another machine', 'ERR_DLOPEN_FAILED', 'invalid ELF header'],
  ['needs a module that is missing', 'MODULE_NOT_FOUND', "Cannot find module 'another'"],
])('tells a binary that %s from an absent one', (_, code, message) => {
  const cause = Object.assign(new Error(message), { code })
  const load = () => {
    throw cause
  }
  expect(() => loadAddon(load, 'linux-x64-gnu')).toThrow(
    expect.objectContaining({ code: 'NATIVE_ADDON_BROKEN', cause }),
  )
})

it.each([
  ['darwin', 'arm64', 'darwin-arm64'],
  ['win32', 'x64', 'win32-x64-msvc'],
])('names %s on %s %s', (platform, arch, name) => {
  expect(platformOf({ platform, arch })).toBe(name)
})

it.runIf(process.platform === 'linux')('names the C library of Linux', () => {
  expect(platformOf()).toMatch(/^linux-\w+-(gnu|musl)$/)
})

it('builds every platform in CI', () => {
  const workflow = read(join(root, '.github/workflows/native.yml'))
  const built = [...workflow.matchAll(/platform: ([\w-]+)/g)].map(([, platform]) => platform)
  expect(built.toSorted()).toEqual(platforms.toSorted())
})

it('installs without building anything, and is not published before its binaries are', () => {
  const {
    private: isPrivate,
    scripts,
    dependencies,
    optionalDependencies,
  } = createRequire(import.meta.url)(join(own, 'package.json'))
  expect(isPrivate).toBe(true)
  expect(Object.keys(scripts)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/install|^prepare|^build$/)]),
  )
  expect({ ...dependencies, ...optionalDependencies }).toEqual({})
  const ignored = read(join(root, '.gitignore')).split('\n')
  expect(ignored).toEqual(expect.arrayContaining(['target/', '*.node']))
})
