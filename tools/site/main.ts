import { resolve } from 'node:path'
import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { build, vitepress } from './build.js'
import { output, staged } from './folders.js'

interface Options {
  readonly base: string
  readonly out: string
  readonly site?: string
  readonly reference: boolean
  readonly types: boolean
  readonly serve: boolean
  readonly port: number
}

const program = refuseWrongOptions(
  new Command('docs')
    .description(
      'Builds the documentation site. What builds it is installed into tools/site/vitepress first, 175 MB, from your npm registry. A dead ' +
        'link and a type error in a block of TypeScript fail the build.',
    )
    .option('--base <path>', 'path of the site on its server', '/')
    .option('--out <folder>', 'folder of the built site', output)
    .option('--site <url>', 'address of the site, for the links in llms.txt')
    .option('--no-reference', 'without the reference')
    .option('--no-types', 'without the types in blocks of TypeScript, which take most of the time')
    .option('--serve', 'serve the built site at 127.0.0.1 until Ctrl-C', false)
    .option('--port <number>', 'port of --serve', wholeNumber(1), 4173),
).parse()
const { serve, port, ...options } = program.opts<Options>()
if (!/^\/(.*\/)?$/.test(options.base))
  program.error('Begin and end --base with a slash, such as /subnetkit/.')

const wanted = { ...options, out: resolve(options.out) }
await build(wanted).catch((error: Error) => program.error(error.message))
process.stdout.write(`${wanted.out}\n`)
if (serve) await vitepress(wanted, 'preview', staged, '--host', '127.0.0.1', '--port', String(port))
