import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Keypair } from '@subnetkit/wallet'
import { madeFile } from '../../packages/subnetkit/src/cli/actions/package/content.js'
import {
  documentBytes,
  type PackageManifest,
  releaseOf,
} from '../../packages/subnetkit/src/cli/actions/package/documents.js'
import { writeArchive } from '../../packages/subnetkit/src/cli/actions/package/write.js'
import type { Channel } from '../../packages/subnetkit/src/update/channel/channel-file.js'
import { channelText } from '../../packages/subnetkit/src/update/channel/channel-file.js'
import { signChannel } from '../../packages/subnetkit/src/update/channel/read-channel.js'
import type { Manner } from './manner.js'

/** An owner who publishes releases of a few files: their program is shared, so that fifty of them take no space. */
export interface Publisher {
  /** URL of the channel. */
  readonly url: string
  /** Packages, signs and publishes the next release; returns its version. */
  publish(manner: Manner): Promise<string>
}

interface Options {
  readonly folder: string
  /** Program that a release runs. */
  readonly program: string
  readonly key: Keypair
}

export function createPublisher({ folder, program, key }: Options): Publisher {
  const file = join(folder, 'stable.json')
  let sequence = 0
  return {
    url: pathToFileURL(file).href,
    async publish(manner) {
      sequence++
      const version = `1.${sequence}.0`
      const packed = await pack({ folder, program, version, manner })
      const now = Date.now()
      const channel: Channel = {
        ...{ format: 'subnetkit-channel/1', channel: 'stable', sequence },
        issued: new Date(now).toISOString(),
        expires: new Date(now + 86_400_000).toISOString(),
        release: {
          ...{ name: 'chaos-sums', version, role: 'validator', subnet: { name: 'chaos-sums', version: 1 } },
          ...{ sha256: packed.sha256, bytes: packed.bytes, url: pathToFileURL(packed.file).href },
          ...{ store: { version: 1, readableBy: 1 }, from: null },
        },
      }
      await writeFile(file, channelText(signChannel(channel, key)))
      return version
    },
  }
}

/** Writes a package as `subnet package` does. */
function pack({
  folder,
  program,
  version,
  manner,
}: Pick<Options, 'folder' | 'program'> & {
  readonly version: string
  readonly manner: Manner
}) {
  const run = `process.env.UPDATES_MANNER = '${manner}'\nawait import('${pathToFileURL(program).href}')\n`
  const files = [madeFile('run.mjs', run), madeFile('subnet.js', `export default '${version}'\n`)]
  const manifest: PackageManifest = {
    ...{ format: 'subnetkit-package/1', name: 'chaos-sums', version, role: 'validator' },
    subnet: { name: 'chaos-sums', version: 1 },
    ...{ subnetkit: '0.1.0', module: 'subnet.js', node: '>=20.19', platform: null },
    files: files.map(({ path, bytes, executable, sha256 }) => ({ path, bytes, executable, sha256 })),
  }
  const documents = [
    madeFile('release.json', documentBytes(releaseOf([manifest]))),
    madeFile('manifest.json', documentBytes(manifest)),
  ]
  const base = `chaos-sums-${version}-validator`
  const sbom = madeFile('sbom.cdx.json', '{}')
  return writeArchive(
    { role: 'validator', base, manifest, files: [...documents, ...files], sbom, dependencies: 0 },
    folder,
    0,
  )
}
