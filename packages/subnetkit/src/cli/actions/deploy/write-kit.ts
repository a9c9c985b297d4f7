import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toFileError, writeFileAtomic } from '@subnetkit/base/files'
import { cliError } from '../../errors.js'
import { type Deployment, type Facts, readFacts } from './facts.js'
import { keepChannel } from './keep-channel.js'
import { type KitFile, kitFiles } from './kit-files.js'
import { digestOf, digestsOf, readDigests } from './written-digests.js'

/** A file, and how it differs from that of the same name in the folder: `outdated` is one that an earlier run wrote, `changed` one that was edited. */
export interface Compared extends KitFile {
  readonly state: 'new' | 'same' | 'outdated' | 'changed'
}

/** A deployment as it was written. */
export interface WrittenKit {
  readonly facts: Facts
  readonly files: readonly Compared[]
}

/**
 * Writes the files of a deployment that are new or as an earlier run wrote them, and with `force` those that were edited. Throws
 * DEPLOY_CHANGED without it, before anything is written, and the errors of readFacts, keepChannel and files.
 */
export async function writeKit(
  deployment: Deployment,
  { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
): Promise<WrittenKit> {
  const { project, dir } = deployment
  const facts = await readFacts(deployment)
  if (facts.updates === undefined && !force) await keepChannel(join(project, dir))
  const files = await compare(join(project, dir), await kitFiles(facts))
  const changed = files.filter(({ state }) => state === 'changed').map(({ path }) => join(dir, path))
  if (changed.length > 0 && !force) throw cliError('DEPLOY_CHANGED', { paths: changed.join(', ') })
  const due = files.filter(({ state }) => state !== 'same')
  if (!dryRun) {
    await writeAll(join(project, dir), due)
    await writeAll(join(project, dir), [digestsOf(files)])
  }
  return { facts, files }
}

async function compare(dir: string, files: readonly KitFile[]): Promise<readonly Compared[]> {
  const digests = await readDigests(dir)
  return Promise.all(
    files.map(async (file): Promise<Compared> => {
      const path = join(dir, file.path)
      const held = await readFile(path, 'utf8').catch(async () => ((await exists(path)) ? '' : null))
      return { ...file, state: stateOf(file, held, digests.get(file.path)) }
    }),
  )
}

function stateOf({ text }: KitFile, held: string | null, digest: string | undefined): Compared['state'] {
  if (held === null) return 'new'
  if (held === text) return 'same'
  return digestOf(held) === digest ? 'outdated' : 'changed'
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

async function writeAll(dir: string, files: readonly KitFile[]): Promise<void> {
  await Promise.all(
    files.map(async ({ path, text }) => {
      const place = join(dir, path)
      try {
        await mkdir(dirname(place), { recursive: true })
        await writeFileAtomic(place, text, { mode: 0o644 })
      } catch (error) {
        throw toFileError(error, { what: 'a file of the deployment', place }) ?? error
      }
    }),
  )
}
