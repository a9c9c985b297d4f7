import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { isSubnetError } from '@subnetkit/base'
import { toFileError } from '@subnetkit/base/files'
import type { PackageManifest } from '../../cli/actions/package/documents.js'
import { readTar } from '../../cli/actions/package/tar.js'
import { verifyPackage } from '../../cli/actions/package/verify.js'
import { compareVersions, leastOf } from '../../cli/actions/upgrade/version-order.js'
import type { Release } from '../channel/channel-file.js'
import { type FetchLimits, fetchUrl } from '../channel/fetch-url.js'
import { updateError } from '../errors.js'
import type { ReleasesFolder } from './folder.js'
import type { Installed } from './journal.js'

/**
 * Downloads a release, verifies it and unpacks it beside the others, whole or not at all; one that is there is left. Throws
 * RELEASE_UNREACHABLE, RELEASE_TOO_LARGE, RELEASE_DAMAGED, RELEASE_OTHER, RELEASE_UNFIT, PACKAGE_DAMAGED, and the errors of files.
 */
export async function installRelease(
  folder: ReleasesFolder,
  release: Release,
  limits: FetchLimits,
): Promise<Installed> {
  const { name, version, role, subnet, sha256, store } = release
  const installed: Installed = {
    ...{ name, version, role, subnet, sha256, store },
    folder: `${version}-${sha256.slice(0, 16)}`,
  }
  const place = folder.release(installed.folder)
  if (await exists(place)) return installed
  try {
    const file = await download(folder, release, limits)
    const { manifest } = await verifyPackage(file)
    checkManifest(release, manifest)
    await unpack(file, place)
  } catch (error) {
    throw toFileError(error, { what: 'the release', place: folder.path }) ?? error
  } finally {
    // Whatever came of it: what is left over would take the space that the validator needs.
    for (const name of [`${sha256}.tgz`, `${sha256}.tgz.part`])
      await rm(join(folder.downloads, name), { force: true })
    await rm(`${place}.draft`, { recursive: true, force: true })
  }
  return installed
}

/** Downloads the file of a release and compares its hash. */
async function download(
  { downloads }: ReleasesFolder,
  { url, sha256, bytes }: Release,
  limits: FetchLimits,
): Promise<string> {
  const file = join(downloads, `${sha256}.tgz`)
  const draft = `${file}.part`
  const maxBytes = Math.min(limits.maxBytes, bytes)
  if (bytes > limits.maxBytes) throw updateError('RELEASE_TOO_LARGE', { url, limit: limits.maxBytes })
  const hash = createHash('sha256')
  await using output = await open(draft, 'w', 0o600)
  for await (const chunk of fetchUrl(url, { ...limits, maxBytes })) {
    hash.update(chunk)
    await output.write(chunk)
  }
  const found = hash.digest('hex')
  if (found !== sha256) throw updateError('RELEASE_DAMAGED', { url, found, expected: sha256 })
  await output.sync()
  await rename(draft, file)
  return file
}

/** Compares what the channel says with what the package says of itself. Throws RELEASE_OTHER and RELEASE_UNFIT. */
function checkManifest(release: Release, manifest: PackageManifest): void {
  const { url, version } = release
  for (const part of ['name', 'version', 'role'] as const)
    if (manifest[part] !== release[part])
      throw updateError('RELEASE_OTHER', { url, detail: `its ${part} is ${manifest[part]}` })
  const { name, version: rubric } = manifest.subnet
  if (name !== release.subnet.name || rubric !== release.subnet.version)
    throw updateError('RELEASE_OTHER', { url, detail: `its subnet is ${name} v${rubric}` })
  const own = `${process.platform}-${process.arch}`
  if (manifest.platform !== null && manifest.platform !== own)
    throw updateError('RELEASE_UNFIT', {
      ...{ version, detail: `it is for ${manifest.platform}, and this is ${own}` },
      fix: 'Follow a channel for this platform, or ask the owner for a package made with --portable.',
    })
  const least = leastOf(manifest.node.replace(/^>=\s*/, ''))
  const node = process.versions.node
  const needed = least ?? (/^>=\s*(\d+\.\d+)$/.exec(manifest.node)?.[1] ?? '0.0').concat('.0')
  if (compareVersions(node, needed) < 0)
    throw updateError('RELEASE_UNFIT', {
      ...{ version, detail: `it needs Node.js ${manifest.node}, and this is ${node}` },
      fix: 'Install that version of Node.js.',
    })
}

/**
 * Unpacks a verified package without its top folder. Its archive holds files only, and none outside of that folder; a link, a device or
 * another owner is refused.
 */
async function unpack(file: string, place: string): Promise<void> {
  const draft = `${place}.draft`
  await rm(draft, { recursive: true, force: true })
  const known = new Set<string>()
  for await (const { path, executable, data } of readTar(file, createReadStream(file).pipe(createGunzip()))) {
    const target = join(draft, ...path.split('/').slice(1))
    const parent = dirname(target)
    if (!known.has(parent)) await mkdir(parent, { recursive: true, mode: 0o755 })
    known.add(parent)
    // On the disk before its folder has its name: a loss of power must not leave a release with empty files.
    await writeFile(target, data, { flag: 'wx', mode: executable ? 0o755 : 0o644, flush: true })
  }
  await rename(draft, place)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Returns true for an error that says nothing about the release: trying again may help. */
export const isPassing = (error: unknown): boolean =>
  isSubnetError(error) && (error.transient === true || error.code === 'DISK_FULL')
