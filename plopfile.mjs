// Generators for this repository itself: `npx plop package` (subnets are stamped out by create-subnet).
import { readFileSync } from 'node:fs'
import { layers } from './tools/boundaries/layers.mjs'

const kebab = /^[a-z][a-z0-9-]*$/

/** Layers that a new package may join; those of one package each are full. */
const open = ['app', 'math']

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
        pattern: / {4}\{ "path": "tools" \}/,
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
}
