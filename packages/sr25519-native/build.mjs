// Builds the addon with cargo and copies it to where src/load-addon.cjs looks first.
// With `--package <folder>` the package of this platform is written there as well, ready to publish.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import platform from './src/platform.cjs'

const here = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({ options: { package: { type: 'string' } } })
const name = platform.platformOf()
const file = `sr25519.${name}.node`

const built = spawnSync('cargo', ['build', '--release', '--locked', '--target-dir', join(here, 'target')], {
  cwd: here,
  stdio: 'inherit',
  env: { ...process.env, ...(name.endsWith('-musl') && { RUSTFLAGS: '-C target-feature=-crt-static' }) },
})
if (built.error?.code === 'ENOENT') {
  fail(
    'cargo was not found, so the native addon was not built; subnetkit works without it. ' +
      'Install Rust 1.88 or later from https://rustup.rs to build it.',
  )
} else if (built.status !== 0) {
  fail(`cargo ended with ${built.status ?? built.signal ?? built.error}: the native addon was not built.`)
} else {
  copyFileSync(join(here, 'target/release', libraryName()), join(here, file))
  process.stdout.write(`built packages/sr25519-native/${file}\n`)
  if (values.package !== undefined) writePackage(resolve(values.package))
}

function libraryName() {
  if (process.platform === 'win32') return 'subnetkit_sr25519_native.dll'
  return `libsubnetkit_sr25519_native.${process.platform === 'darwin' ? 'dylib' : 'so'}`
}

function writePackage(folder) {
  const own = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
  const { version, license, author, repository, engines } = own
  const libc = { gnu: 'glibc', musl: 'musl' }[name.split('-')[2]]
  const manifest = {
    name: `${own.name}-${name}`,
    version,
    description: `Binary of ${own.name} for ${name}`,
    license,
    author,
    repository,
    main: file,
    files: [file],
    os: [process.platform],
    cpu: [process.arch],
    ...(libc && { libc: [libc] }),
    engines,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  copyFileSync(join(here, file), join(folder, file))
  process.stdout.write(`wrote ${manifest.name} to ${folder}\n`)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
