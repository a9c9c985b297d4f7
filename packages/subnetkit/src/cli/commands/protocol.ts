import type { CommandGroup, OptionSpec } from '../program/command-spec.js'

const argument = [
  ['<module>', 'TypeScript or JavaScript file that exports the subnet, as defineSubnet makes it'],
] as const

const options: readonly OptionSpec[] = [
  ['--export <name>', 'export that is the subnet, where a module has several'],
  ['--out <file>', 'write this file instead of stdout'],
  ['--force', 'replace the file'],
]

const loads = 'Runs the module to read its exports: name a file that only defines the subnet.'

/** `subnet protocol …` */
export const protocol: CommandGroup = {
  name: 'protocol',
  summary: 'generate what a protocol has for other languages and for tests',
  commands: [
    {
      name: 'openapi',
      summary: 'generate an OpenAPI 3.1 document of the calls to a miner',
      description: loads,
      arguments: argument,
      options,
      examples: [['protocol openapi src/subnet.ts --out openapi.json', 'write the document']],
      load: () => import('../actions/protocol/openapi.js'),
    },
    {
      name: 'python',
      summary: 'generate a miner in Python, whose answers are left to write',
      description: `${loads} The file needs Python 3.11 and one package for signatures.`,
      arguments: argument,
      options,
      examples: [['protocol python src/subnet.ts --out miner.py', 'write the miner']],
      load: () => import('../actions/protocol/python.js'),
    },
    {
      name: 'corpus',
      summary: 'generate valid and almost valid request bodies, as lines of JSON',
      description: `${loads} Each line has a body and what a miner must do with it.`,
      arguments: argument,
      options: [...options, ['--variant <text>', 'the same text draws the same bodies (default: 1)']],
      examples: [
        [
          'protocol corpus src/subnet.ts --variant 7 --out corpus.jsonl',
          'write another corpus than the default',
        ],
      ],
      load: () => import('../actions/protocol/corpus.js'),
    },
    {
      name: 'docs',
      summary: 'generate a reference page of the protocol, in Markdown',
      description: loads,
      arguments: argument,
      options,
      examples: [['protocol docs src/subnet.ts --out PROTOCOL.md --force', 'rewrite the page']],
      load: () => import('../actions/protocol/docs.js'),
    },
  ],
}
