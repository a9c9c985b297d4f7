import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { planFiles } from '@subnetkit/templates'
import { runInProcess } from '../../../testing/cli.js'

type Domain = 'blank' | 'text'

const planned = new Map<Domain, ReturnType<typeof planFiles>>()

/** Files of a project of `create-subnet`; read once. */
function filesOf(domain: Domain): ReturnType<typeof planFiles> {
  const files =
    planned.get(domain) ?? planFiles({ name: 'acme', domain, packageManager: 'npm', flavour: 'project' })
  planned.set(domain, files)
  return files
}

/** Sources of a project of `create-subnet`, or all of its files, in a folder of their own. */
export async function createStamped(
  domain: Domain,
  { change = (text: string) => text, isWhole = false } = {},
) {
  const root = await mkdtemp(join(tmpdir(), 'subnetkit-add-'))
  for (const { path, content } of await filesOf(domain)) {
    const isSource = /^src\/[a-z]+\.ts$/.test(path)
    if (!isSource && !isWhole) continue
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), isSource ? change(content.toString('utf8')) : content)
  }
  const file = (name: string) => join(root, 'src', `${name}.ts`)
  return {
    root,
    file,
    read: (name: string) => readFile(file(name), 'utf8'),
    edit: async (name: string, edit: (text: string) => string) =>
      writeFile(file(name), edit(await readFile(file(name), 'utf8'))),
    /** Runs `subnet add`; its document, or the code of its refusal. */
    add: async (kind: string, name: string, ...options: readonly string[]) => {
      const run = await runInProcess(['add', kind, name, file('subnet'), ...options, '--json'])
      return run.code === 0 ? run.json() : (JSON.parse(run.stderr || run.stdout) as Record<string, unknown>)
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
