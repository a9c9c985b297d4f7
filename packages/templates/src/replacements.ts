import type { Answers, PackageManager } from './answers.js'

/** Everything that stamping changes in the text of a template. Whatever is not named here is copied byte for byte. */

/** Package name of every template; replaced wherever it stands. */
export const templateName = 'my-subnet'

/** Range under which templates depend on packages of ours, whose version is put in its place. */
export const anyVersion = '"*"'

/** Files whose commands are those of the chosen package manager. */
export const namesCommands = /\.(md|example)$|^_github\/|^Dockerfile$/

/** Versions of the package managers that a project pins; npm is the one of its Node.js. */
const versions = { pnpm: '10.34.8', yarn: '1.22.22', bun: '1.4.5' } as const

/** Package.json has the pinned version in this place. */
const beforeType = '  "type": "module",\n'

/** Line of biome.json for a domain with a folder `data`, such as text. */
const withoutData = '  "files": { "includes": ["**", "!data"] },\n'

/** Replacements of one file by its stored name. */
export function replacementsIn(
  stored: string,
  { name, packageName = name, packageManager, flavour, domain }: Answers,
): Readonly<Record<string, string>> {
  // As npm names the tarballs of a package with a scope.
  if (stored.startsWith('systemd/'))
    return { [`release/${templateName}-`]: `release/${packageName.replace(/^@(.+)\//, '$1-')}-` }
  if (stored === '_biome.json' && domain !== 'text') return { [withoutData]: '' }
  if (stored !== '_package.json' || flavour === 'workspace') return {}
  const named = { [`"name": "${templateName}"`]: `"name": "${packageName}"` }
  if (packageManager === 'npm') return named
  const pinned = `${packageManager}@${versions[packageManager]}`
  return { ...named, [beforeType]: `${beforeType}  "packageManager": "${pinned}",\n` }
}

/** Commands of npm, in which templates are written, and what other package managers call them. */
export const commands: Readonly<Record<PackageManager, Readonly<Record<string, string>>>> = {
  npm: {},
  pnpm: {
    ...withoutDashes('pnpm'),
    'npm run ': 'pnpm run ',
    'npm test': 'pnpm test',
    'npm install': 'pnpm install',
    'npx ': 'pnpm exec ',
    ...freshInstall('pnpm', 'pnpm-lock.yaml'),
  },
  yarn: {
    ...withoutDashes('yarn'),
    'npm run ': 'yarn run ',
    'npm test': 'yarn test',
    'npm install': 'yarn install',
    'npx ': 'yarn ',
    ...freshInstall('yarn', 'yarn.lock'),
  },
  bun: {
    ...withoutDashes('bun'),
    'npm run ': 'bun run ',
    // `bun test` would start another test runner.
    'npm test': 'bun run test',
    'npm install': 'bun install',
    'npx ': 'bunx ',
    ...freshInstall('bun', 'bun.lock'),
  },
}

/** Scripts with options: npm takes those before `--` for its own, the others pass the `--` on or warn about it. */
function withoutDashes(name: keyof typeof versions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['dev', 'launch'].map((script) => [`npm run ${script} -- `, `${name} run ${script} `]),
  )
}

/** Installing from the lock in the workflow, which caches for npm only, and in the image. */
function freshInstall(name: keyof typeof versions, lock: string): Readonly<Record<string, string>> {
  const install = `${name} install --frozen-lockfile`
  const program = `npm install --global ${name}@${versions[name]}`
  // Corepack, which the image has, takes the version of package.json; it knows no bun.
  const inImage = name === 'bun' ? program : 'corepack enable'
  return {
    '          cache: npm\n': '',
    '      - run: npm ci\n': `      - run: ${program}\n      - run: ${install}\n`,
    'COPY package.json package-lock.json ./\n': `RUN ${inImage}\nCOPY package.json ${lock} ./\n`,
    'npm ci': install,
  }
}

/** Files that npm leaves out of packages, or that tools would read in this repository, and their real names. */
export const storedNames: Readonly<Record<string, string>> = {
  _gitignore: '.gitignore',
  _dockerignore: '.dockerignore',
  _github: '.github',
  '_biome.json': 'biome.json',
  '_package.json': 'package.json',
}

/** Files that a project without deployment leaves out. */
export const deployment = /^(?:Dockerfile|compose(?:\.override)?\.yaml|\.dockerignore|systemd\/.*)$/

/** Part of a text about these files. */
export const deployOnly = /^<!-- deploy -->\n(.*?)^<!-- \/deploy -->\n/gms

/** Part of a text that only a package of the workspace has, such as how to start it. */
export const workspaceOnly = /^<!-- workspace -->\n(.*?)^<!-- \/workspace -->\n/gms

/** Part of a text that a package of a workspace has no use for, such as the commands of a project. */
export const projectOnly = /^<!-- project -->\n(.*?)^<!-- \/project -->\n/gms
