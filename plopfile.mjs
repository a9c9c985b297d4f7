// Generators for this repository itself: `npx plop package` (subnets are stamped out by create-subnet).
const kebab = /^[a-z][a-z0-9-]*$/

export default function plopfile(plop) {
  plop.setGenerator('package', {
    description: 'a workspace package with its compiler projects',
    prompts: [
      {
        type: 'input',
        name: 'name',
        message: 'name, without the scope:',
        validate: (name) => kebab.test(name) || 'use a-z, 0-9 and -, a letter first',
      },
      { type: 'input', name: 'description', message: 'what it is, in one line:' },
    ],
    actions: [
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
    ],
  })
}
