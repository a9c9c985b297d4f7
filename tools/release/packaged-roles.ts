import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@subnetkit/base/testing'
import { postgresMissing, redisMissing, startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import { type Program, start } from './program.js'
import { run } from './run.js'

/** A place in which a package is all there is beside Node.js. */
interface Place {
  readonly role: string
  readonly app: string
  readonly state: string
}

/**
 * Unpacks the packages that a project has in `release`, and runs each role from an empty folder: the miner and the validator until
 * weights name the miner, then coordinator and worker on Redis and PostgreSQL, where this machine has them. With bubblewrap on the
 * machine, a role sees its package read-only, Node.js and a folder for its state, as another user. Returns what could not be tried.
 */
export async function runPackagedRoles(project: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-packaged-'))
  try {
    // The user of a role has to reach its folder.
    await chmod(folder, 0o755)
    const places = new Map<string, Place>()
    for (const name of await readdir(join(project, 'release'))) {
      const [, role] = /-([a-z]+)\.tgz$/.exec(name) ?? []
      if (role !== undefined) places.set(role, await unpack(folder, role, join(project, 'release', name)))
    }
    return await runRoles(folder, project, (role) => {
      const place = places.get(role)
      if (place === undefined) throw new Error(`no package of the ${role} was made`)
      return place
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function unpack(folder: string, role: string, archive: string): Promise<Place> {
  const [app, state] = [join(folder, role), join(folder, `${role}-state`)]
  await mkdir(app)
  await mkdir(state)
  await chmod(state, 0o777)
  await run('tar', ['-xzf', archive, '-C', app, '--strip-components=1'], { cwd: folder })
  return { role, app, state }
}

async function runRoles(
  folder: string,
  project: string,
  placeOf: (role: string) => Place,
): Promise<readonly string[]> {
  const missed = hasSandbox ? [] : ['bubblewrap is not installed: the packages ran unconfined']
  if (hasSandbox)
    for (const name of ['miner', 'validator', 'coordinator', 'worker']) await startsAlone(placeOf(name))
  const command = join(project, 'node_modules/subnetkit/dist/cli/main.js')
  const wallets = join(folder, 'wallets')
  for (const hotkey of ['miner-1', 'validator-1']) {
    const secret = join(folder, 'secret')
    await writeFile(secret, `//${hotkey}`, { mode: 0o600 })
    const wallet = ['-w', 'dev', '-H', hotkey, '-p', wallets, '--secret-file', secret]
    await run(process.execPath, [command, 'wallet', 'regen', 'hotkey', ...wallet], { cwd: folder })
  }
  await run('chmod', ['-R', 'a+rX', wallets], { cwd: folder })
  const port = await freePort()
  await using devnet = start(command, ['devnet', join(project, 'dist/subnet.js'), '--port', `${port}`], {})
  await devnet.says(/registered .*miner-1/)
  const chain = ['-n', `ws://127.0.0.1:${port}`, '--netuid', '2']
  const role = (name: string, hotkey: string, args: readonly string[], env: Record<string, string> = {}) =>
    startConfined(placeOf(name), wallets, [...args, '-w', 'dev', '-H', hotkey], env)

  await using miner = role('miner', 'miner-1', [...chain, '--port', '0'])
  await miner.says(/serves \S+ v1 on subnet 2/)
  await using validator = role('validator', 'validator-1', chain)
  await validator.says(/weights of round \d+ are revealed at block \d+: .*uid \d+ .*= 65535/)
  await ended(validator, 'validator')

  const missing = redisMissing() ?? postgresMissing()
  if (missing !== null) missed.push(`coordinator and worker did not run: ${missing}`)
  else {
    await using redis = await startTestRedis()
    await using postgres = await startTestPostgres()
    const servers = {
      SUBNETKIT_REDIS_URL: redis.url,
      SUBNETKIT_DATABASE_URL: await postgres.createDatabase(),
    }
    await using coordinator = role('coordinator', 'validator-1', chain, servers)
    await using worker = role('worker', 'validator-1', [], servers)
    await coordinator.says(/weights of round \d+ are (included|revealed)|scored round \d+/)
    await ended(worker, 'worker')
    await ended(coordinator, 'coordinator')
  }
  await ended(miner, 'miner')
  await ended(devnet, 'devnet')
  return missed
}

async function ended(program: Program, name: string): Promise<void> {
  const code = await program.end()
  if (code !== 0) throw new Error(`after Ctrl-C the ${name} ended with ${code}`)
}

const hasSandbox = spawnSync('bwrap', ['--ro-bind', '/', '/', 'true'], { stdio: 'ignore' }).status === 0

/** Has a package load what it is made of and print its help, without a network. */
async function startsAlone({ app, state, role }: Place): Promise<void> {
  const sandbox = sandboxOf(app, state, ['--chdir', '/app'])
  const text = await run(sandbox[0], [...sandbox.slice(1), process.execPath, 'run.mjs', '--help'], {
    cwd: app,
  })
  if (!text.includes('node run.mjs')) throw new Error(`the ${role} did not print its help without a network`)
}

/** Command that runs another one as another user: it sees a package, read-only, Node.js and a folder for its state. */
const sandboxOf = (app: string, state: string, more: readonly string[]): readonly [string, ...string[]] => [
  'bwrap',
  ...['--unshare-all', '--die-with-parent', '--uid', '65532', '--gid', '65532', '--clearenv'],
  ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
  ...['--ro-bind', '/etc', '/etc', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
  ...['--ro-bind', process.execPath, process.execPath, '--ro-bind', app, '/app', '--bind', state, '/state'],
  ...more,
]

/** Runs a package with nothing of this process's environment, confined where bubblewrap is installed. */
function startConfined(
  { app, state }: Place,
  wallets: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Program {
  const home = { HOME: '/state', BT_WALLET_PATH: '/wallets', ...env }
  if (!hasSandbox) {
    return start(join(app, 'run.mjs'), args, { ...home, HOME: state, BT_WALLET_PATH: wallets }, [])
  }
  const sandbox = sandboxOf(app, state, [
    ...['--share-net', '--ro-bind', wallets, '/wallets', '--chdir', '/app'],
    ...Object.entries(home).flatMap(([name, value]) => ['--setenv', name, value]),
  ])
  return start('run.mjs', args, {}, sandbox)
}
