import type { PackageManager } from './answers.js'

/** Everything that stamping changes in the text of a template. Whatever is not named here is copied byte for byte. */

/** Package name of every template; replaced wherever it stands. */
export const templateName = 'my-subnet'

/** Range under which templates depend on packages of ours, whose version is put in its place. */
export const anyVersion = '"*"'

/** Files whose commands are those of the chosen package manager. */
export const namesCommands = /\.(md|example)$|^_github\/|^Dockerfile$/

/** Commands of npm, in which templates are written, and what other package managers call them. */
export const commands: Readonly<Record<PackageManager, Readonly<Record<string, string>>>> = {
  npm: {},
  pnpm: {
    'npm run ': 'pnpm run ',
    'npm test': 'pnpm test',
    'npm install': 'pnpm install',
    'npx ': 'pnpm exec ',
    ...ciSteps('pnpm', 'pnpm install --frozen-lockfile'),
  },
  yarn: {
    'npm run ': 'yarn run ',
    'npm test': 'yarn test',
    'npm install': 'yarn install',
    'npx ': 'yarn ',
    ...ciSteps('yarn', 'yarn install --frozen-lockfile'),
  },
  bun: {
    'npm run ': 'bun run ',
    // `bun test` would start another test runner.
    'npm test': 'bun run test',
    'npm install': 'bun install',
    'npx ': 'bunx ',
    'corepack enable': 'npm install --global bun',
    ...ciSteps('bun', 'bun install --frozen-lockfile'),
  },
}

/** The workflow caches for npm only, and has to install any other package manager. */
function ciSteps(name: string, install: string): Readonly<Record<string, string>> {
  return {
    '          cache: npm\n': '',
    '      - run: npm ci\n': `      - run: npm install --global ${name}\n      - run: ${install}\n`,
    'npm ci': install,
  }
}

/** Files that npm leaves out of packages, or that tools would read in this repository, and their real names. */
export const storedNames: Readonly<Record<string, string>> = {
  _gitignore: '.gitignore',
  _dockerignore: '.dockerignore',
  _github: '.github',
  '_biome.json': 'biome.json',
}

/** Part of a text that a package of a workspace has no use for, such as the commands of a project. */
export const projectOnly = /^<!-- project -->\n(.*?)^<!-- \/project -->\n/gms
