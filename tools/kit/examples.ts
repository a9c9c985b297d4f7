import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeKit } from '../../packages/subnetkit/src/cli/actions/deploy/write-kit.js'

/** A deployment as somebody gets it. */
export interface Example {
  readonly name: string
  /** Folder of its files. */
  readonly folder: string
}

const manifest = { name: '@me/my-subnet', version: '1.0.0' }

/** Each kind of deployment: of a project with metrics, of one without, and of packages that somebody else has made. */
const kinds = {
  project: { ...manifest, dependencies: { pg: '*', 'prom-client': '*' } },
  'project without metrics': manifest,
  packages: null,
  'project with updates': { ...manifest, dependencies: { pg: '*', 'prom-client': '*' } },
} as const

const updates = {
  channel: 'https://example.org/my-subnet/stable.json',
  key: '5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX',
}

/** Writes every kind of deployment into a folder of its own. */
export async function writeExamples(home: string): Promise<readonly Example[]> {
  const examples: Example[] = []
  for (const [name, packageJson] of Object.entries(kinds)) {
    const project = join(home, name.replaceAll(' ', '-'))
    await mkdir(project)
    if (packageJson !== null) await writeFile(join(project, 'package.json'), JSON.stringify(packageJson))
    const config = { subnet: { netuid: 3 } }
    const followed = name.endsWith('updates') ? updates : undefined
    await writeKit(
      { project, dir: 'deploy', config, network: ['test'], updates: followed },
      { force: false, dryRun: false },
    )
    examples.push({ name, folder: join(project, 'deploy') })
  }
  return examples
}
