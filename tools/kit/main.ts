import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksOf } from './checks.js'
import { writeExamples } from './examples.js'
import { findTools } from './find-tools.js'

/**
 * `npm run check:kit`: writes what `subnet deploy init` gives into a temporary folder, and has it judged by the tools that an operator
 * would use. Those of PyPI are installed into a cache of the repository; the others are skipped, by name, where they are missing.
 */
const home = await mkdtemp(join(tmpdir(), 'subnet-kit-'))
try {
  const tools = await findTools()
  let failures = 0
  for (const example of await writeExamples(home)) {
    for (const { name, tool, run } of checksOf(example)) {
      const command = tools.get(tool)
      const problem = command === undefined ? undefined : await run(command)
      if (problem) failures += 1
      const verdict = command === undefined ? `skipped: ${tool} is not installed` : problem ? 'FAILED' : 'ok'
      process.stdout.write(`${example.name}: ${name}: ${verdict}\n`)
      if (problem) process.stdout.write(`${problem.trimEnd().replace(/^/gm, '  ')}\n`)
    }
  }
  process.stdout.write(failures === 0 ? 'the kit is sound\n' : `${failures} checks failed\n`)
  process.exitCode = failures === 0 ? 0 : 1
} finally {
  await rm(home, { recursive: true, force: true })
}
