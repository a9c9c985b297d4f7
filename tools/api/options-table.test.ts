import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const report = read('docs/api/subnetkit.api.md')
const readme = read('packages/subnetkit/README.md')

/** Fields of an interface of the report, with those of its bases. */
function fieldsOf(name: string): readonly string[] {
  const [, bases = '', body = ''] =
    new RegExp(`^interface ${name}(?: extends (.*?))? \\{\n(.*?)^\\}`, 'ms').exec(report) ?? []
  const own = [...body.matchAll(/^ {4}readonly (\w+)/gm)].map(([, field = '']) => field)
  const picked = [...bases.matchAll(/'(\w+)'/g)].map(([, field = '']) => field)
  const inherited = [...bases.matchAll(/(?:^|, )(\w+)(?=,|$)/g)].flatMap(([, base = '']) => fieldsOf(base))
  return [...own, ...picked, ...inherited]
}

/** Options that a column of the table names. */
function listed(column: number): readonly string[] {
  const [, table = ''] = /^\| options \|.*?\n(.*?)\n\n/ms.exec(readme) ?? []
  const cells = table.split('\n').map((row) => row.split('|')[column] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, option = '']) => option))
}

it('defect: the README of subnetkit was said to list every option, and did not', () => {
  expect([...listed(2)].sort()).toEqual([...fieldsOf('RunMinerOptions')].sort())
  expect([...listed(3)].sort()).toEqual([...fieldsOf('RunValidatorOptions')].sort())
  const [, devnet = ''] = /^`startDevnet` takes (.*)$/m.exec(readme) ?? []
  expect([...devnet.matchAll(/`(\w+)`/g)].map(([, option]) => option).sort()).toEqual(
    [...fieldsOf('StartDevnetOptions')]
      .filter((field) => !['name', 'hyperparameters'].includes(field))
      .sort(),
  )
})
