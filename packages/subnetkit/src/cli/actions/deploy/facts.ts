import { existsSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { secretsOfUrl } from '../../../secrets/secrets.js'
import type { Config } from '../../config/file-schema.js'
import { readJsonFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'
import type { Updates } from './follow-channel.js'

/** Everything that the files of a deployment are filled with. */
export interface Facts {
  /** Name of units, images and objects: that of the project, in small letters. */
  readonly name: string
  /** Start of the names of its packages; `*` where there is no project, but packages of another's. */
  readonly base: string
  /** Version of the project, as the tag of its images; `latest` without a project. */
  readonly version: string
  /** Folder of the files from the project's, with a slash at its end; empty for that folder itself. */
  readonly dir: string
  /** Folder of the project from that of the files. */
  readonly root: string
  readonly hasProject: boolean
  /** Lines of the Dockerfile that install the dependencies from the lock. */
  readonly install: string
  readonly hasMetrics: boolean
  readonly netuid: number | undefined
  readonly mechanism: number | undefined
  readonly network: readonly string[]
  readonly minerPort: number
  readonly axonHost: string | undefined
  /** Keyfile of the hotkey, as a word of a shell. */
  readonly hotkeyFile: string
  /** Channel that the validator follows; undefined to be updated by hand. */
  readonly updates: Updates | undefined
  /** Reasons that will keep a role from running, as sentences. */
  readonly warnings: readonly string[]
}

const manifestSchema = z.looseObject({
  name: z.string().min(1).optional(),
  version: z.string().min(1).optional(),
  packageManager: z.string().optional(),
  dependencies: z.record(z.string(), z.unknown()).default({}),
})

/** Longest name: objects of Kubernetes have 63 letters, of which we add some. */
const longestName = 40

/** Folder of a deployment, and its subnet. */
export interface Deployment {
  /** Folder of the project. */
  readonly project: string
  /** Folder of the files, from there. */
  readonly dir: string
  readonly config: Config
  readonly network: readonly string[]
  readonly updates?: Updates | undefined
  /** Keyfile of the hotkey, as a word of a shell; that of the usual wallet if there is none. */
  readonly hotkeyFile?: string
}

/** Keyfile of the wallet that commands have without settings. */
const usualHotkey = '"$HOME"/.bittensor/wallets/default/hotkeys/default'

/** Reads the facts of a deployment. Throws FILE_INVALID, and USAGE for a folder outside of the project. */
export async function readFacts(deployment: Deployment): Promise<Facts> {
  const { project, dir, config, network, updates } = deployment
  const here = resolve(project)
  const inside = relative(here, resolve(here, dir))
  if (inside.split(sep)[0] === '..' || isAbsolute(inside)) {
    throw cliError('USAGE', {
      detail: `--dir ${dir} is outside of this folder`,
      fix: 'Choose a folder in the project, such as deploy.',
    })
  }
  const hasProject = existsSync(join(here, 'package.json'))
  const manifest = hasProject
    ? await readJsonFile(join(here, 'package.json'), manifestSchema)
    : manifestSchema.parse({})
  const name = manifest.name ?? basename(here)
  const { dependencies } = manifest
  const steps = inside === '' ? [] : inside.split(sep)
  return {
    name: plainName(name),
    base: hasProject ? `${name.replace(/^@/, '').replaceAll('/', '-')}-${manifest.version ?? '0.0.0'}` : '*',
    version: manifest.version ?? 'latest',
    dir: steps.map((step) => `${step}/`).join(''),
    root: steps.map(() => '..').join('/') || '.',
    hasProject,
    install: installLines(here, manifest.packageManager),
    hasMetrics: 'prom-client' in dependencies,
    netuid: config.subnet?.netuid,
    mechanism: config.subnet?.mechanism,
    network: network.map(withoutKeys),
    minerPort: config.miner?.port || 8_091,
    axonHost: config.miner?.axon?.host,
    hotkeyFile: deployment.hotkeyFile ?? usualHotkey,
    updates,
    warnings: [
      ...(network.some((url) => withoutKeys(url) !== url)
        ? [
            'an endpoint of the network has a key, which stands as KEY in the files of settings: fill it in on each machine',
          ]
        : []),
      ...(hasProject ? warningsOf(dependencies) : []),
    ],
  }
}

/** The files of a kit are shared and kept under version control: keys of an endpoint stand as KEY. */
const withoutKeys = (url: string): string =>
  secretsOfUrl(url)
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, 'KEY'), url)

/** A name as units, images and Kubernetes take it. */
function plainName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z\d]+/g, '-')
  return (
    plain
      .slice(0, longestName + 1)
      .replace(/^[-\d]+|-+$/g, '')
      .slice(0, longestName) || 'subnet'
  )
}

function warningsOf(dependencies: Readonly<Record<string, unknown>>): readonly string[] {
  const without = (name: string, text: string) => (name in dependencies ? [] : [text])
  return [
    ...without('pg', 'coordinator, worker and a gateway on PostgreSQL need pg: npm install pg'),
    ...without('prom-client', 'metrics, alerts and autoscaling need prom-client: npm install prom-client'),
  ]
}

/** Package managers by their lock. npm, whose lock has the last line, is also that of a project without one. */
const locks = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
] as const

/** Version of bun that an image gets where packageManager of package.json names none; Corepack knows the others. */
const usualBun = 'bun@1.4.5'

function installLines(folder: string, packageManager = ''): string {
  const found = locks.find(
    ([lock, name]) => packageManager.startsWith(`${name}@`) || existsSync(join(folder, lock)),
  )
  if (found === undefined || packageManager.startsWith('npm@'))
    return 'COPY package.json package-lock.json ./\nRUN npm ci --ignore-scripts'
  const [lock, name] = found
  const named = packageManager.startsWith('bun@') ? packageManager.replace(/\+.*/, '') : usualBun
  const program = name === 'bun' ? `npm install --global ${named}` : 'corepack enable'
  return `RUN ${program}\nCOPY package.json ${lock} ./\nRUN ${name} install --frozen-lockfile --ignore-scripts`
}
