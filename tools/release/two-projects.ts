import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { checkTypes } from './consumer.js'
import type { Tarball } from './pack.js'
import { start } from './program.js'
import { run } from './run.js'
import type { InstalledTree } from './size.js'

/** The files that the README names in the first line of a block. */
export async function readmeProject(): Promise<Record<string, string>> {
  const text = await readFile(join(root, 'README.md'), 'utf8')
  const blocks = [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)]
  return Object.fromEntries(blocks.map(([, name = '', code = '']) => [name, code]))
}

/**
 * Runs the README's smallest subnet from two tarballs, a miner's project and a validator's, which depend on `subnetkit`
 * and are installed beside it into the tree. Throws unless the validator's weights name the miner.
 */
export async function runTwoProjects(tarballs: readonly Tarball[], tree: InstalledTree): Promise<void> {
  const built = await build(tree)
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-two-'))
  try {
    const version = tarballs.find((one) => one.package.folder === 'subnetkit')?.package.manifest.version ?? ''
    const projects = [
      await pack(folder, built, { name: 'adder-miner', main: 'miner.js', version }),
      await pack(folder, built, { name: 'adder-validator', main: 'validator.js', version }),
    ]
    const { folder: home } = tree
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...projects], { cwd: home })
    await runOnDevnet(join(built, 'devnet.js'), join(home, 'node_modules'), folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The README's programs as JavaScript; only what depends on the machine of the test is another. */
async function build(tree: InstalledTree): Promise<string> {
  const project = await readmeProject()
  const change = (name: string, from: string, to: string): void => {
    if (!project[name]?.includes(from)) throw new Error(`${name} of the README does not say ${from}`)
    project[name] = project[name].replace(from, to)
  }
  change('devnet.ts', '{ subnet }', '{ subnet, port: 0 }')
  change('miner.ts', "network: 'local'", "network: process.argv[2] ?? '', port: 0")
  change('validator.ts', "network: 'local'", "network: process.argv[2] ?? ''")
  await checkTypes(tree, 'nodenext', project, { noEmit: false, outDir: 'built' })
  return join(tree.folder, 'built')
}

async function pack(
  folder: string,
  built: string,
  { name, main, version }: { name: string; main: string; version: string },
): Promise<string> {
  const project = join(folder, name)
  await mkdir(project)
  for (const file of ['subnet.js', main]) await cp(join(built, file), join(project, file))
  const manifest = {
    name,
    version: '1.0.0',
    type: 'module',
    exports: `./${main}`,
    dependencies: { subnetkit: version },
  }
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: project })
  return join(folder, `${name}-1.0.0.tgz`)
}

async function runOnDevnet(devnetFile: string, modules: string, state: string): Promise<void> {
  const env = { XDG_STATE_HOME: state }
  await using devnet = start(devnetFile, [], env)
  const network = /ws:\S+/.exec(await devnet.says(/a chain listens/))?.[0] ?? ''
  await devnet.says(/registered .*miner-1/)
  await using miner = start(join(modules, 'adder-miner/miner.js'), [network], env)
  await miner.says(/serves adder v1 on subnet 2/)
  await using validator = start(join(modules, 'adder-validator/validator.js'), [network], env)
  // The subnet owner has uid 0, the validator registered before the miner.
  await validator.says(/weights of round \d+ are revealed at block \d+: uid 2 (\(\S+\) )?= 65535$/)
  const codes = [await validator.end(), await miner.end(), await devnet.end()]
  if (codes.some((code) => code !== 0)) throw new Error(`after Ctrl-C they ended with ${codes.join(', ')}`)
}
