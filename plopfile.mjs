// Generators for this repository itself: `npx plop package`, `npx plop subnet`.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { layers } from './tools/boundaries/layers.mjs'

const kebab = /^[a-z][a-z0-9-]*$/

/** Layers that a new package may join; those of one package each are full. */
const open = ['app', 'math']

/** The project that the compiler builds before ours: references come in front of it. */
const lastReference = / {4}\{ "path": "tools" \}/

/** Domains of the templates: each is a folder with a project. */
function domains(folder) {
  return readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/src/subnet.ts`))
}

/** Runs the templates' own action, which is TypeScript. */
async function stampSubnet(...given) {
  const { register } = await import('tsx/esm/api')
  const unregister = register()
  try {
    const { stampSubnet: action } = await import('./packages/templates/src/stamp-action.ts')
    return await action(...given)
  } finally {
    await unregister()
  }
}

export default function plopfile(plop) {
  const read = (path) => JSON.parse(readFileSync(`${plop.getPlopfilePath()}/${path}`, 'utf8'))
  // All packages have one version (changesets `fixed`), and depend on each other in exactly it.
  plop.setHelper('version', () => read('packages/base/package.json').version)
  plop.setHelper('isApp', (layer) => layer === 'app')

  plop.setGenerator('package', {
    description: 'a workspace package with its compiler projects',
    prompts: [
      {
        type: 'input',
        name: 'name',
        message: 'name, without the scope:',
        validate: (name) => kebab.test(name) || 'use a-z, 0-9 and -, a letter first',
      },
      { type: 'input', name: 'description', message: 'what it is, in one line, without a full stop:' },
      {
        type: 'list',
        name: 'layer',
        message: 'layer (app: may import everything; math: pure functions over base):',
        choices: open.filter((layer) => layer in layers),
      },
    ],
    actions: ({ layer }) => [
      {
        type: 'addMany',
        destination: 'packages/{{name}}',
        base: 'tools/plop/package',
        templateFiles: 'tools/plop/package/**',
      },
      {
        type: 'modify',
        path: 'tsconfig.json',
        pattern: lastReference,
        template: '    { "path": "packages/{{name}}" },\n    { "path": "tools" }',
      },
      // Biome holds every layer but the apps to its arrows by an override a package.
      ...(layer === 'app'
        ? []
        : [
            {
              type: 'modify',
              path: 'biome.json',
              pattern: /"packages\/timelock\/src\/\*\*", /,
              template: '"packages/timelock/src/**", "packages/{{name}}/src/**", ',
            },
          ]),
    ],
  })

  plop.setActionType('stampSubnet', stampSubnet)
  plop.setGenerator('subnet', {
    description: 'a subnet in packages/subnet-*, from the templates of create-subnet',
    prompts: [
      {
        type: 'input',
        name: 'name',
        message: 'name, beginning with subnet-:',
        validate: (name) =>
          /^subnet-[a-z0-9-]+$/.test(name) ||
          'The name must begin with subnet-, followed by a-z, 0-9 or -, such as subnet-lab.',
      },
      {
        type: 'list',
        name: 'domain',
        message: 'domain:',
        choices: domains(`${plop.getPlopfilePath()}/packages/templates`),
      },
    ],
    actions: ({ name }) => [
      {
        type: 'stampSubnet',
        target: `${plop.getPlopfilePath()}/packages/${name}`,
        packageManager: 'npm',
        flavour: 'workspace',
      },
      {
        type: 'modify',
        path: 'tsconfig.json',
        pattern: lastReference,
        template: '    { "path": "packages/{{name}}" },\n    { "path": "tools" }',
      },
    ],
  })
}
