import { judge } from './judge.js'
import { outcomesOn } from './outcomes.js'
import { versions } from './versions.js'

const asked = process.argv.slice(2)
if (!asked.every((text) => /^[1-9][0-9]{0,8}$/.test(text))) {
  process.stderr.write('Name spec versions, such as 381 473, or none for all at which a rule changes.\n')
  process.exit(2)
}
let isClean = true
for (const specVersion of asked.length > 0 ? asked.map(Number) : versions) {
  const { failed, explained, idle } = judge(specVersion, outcomesOn(specVersion))
  isClean &&= failed.length === 0
  process.stdout.write(
    `spec ${specVersion}: ${failed.length} failed, ${explained} not held by this version\n`,
  )
  for (const name of failed) process.stdout.write(`  failed: ${name}\n`)
  for (const name of idle) process.stdout.write(`  holds after all: ${name}\n`)
}
process.exitCode = isClean ? 0 : 1
