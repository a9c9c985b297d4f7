import { expect, test } from 'vitest'
import { exceptions } from './exceptions.js'
import { judge } from './judge.js'

const [first] = exceptions
const [file = '', name = ''] = first?.tests[0]?.split(/: (.*)/s) ?? []
const outcome = (passed: boolean) => ({ file: `/repo/packages/chain/src/${file}`, name, passed })

test('a failure is explained on the versions before the exception ends, and on no other', () => {
  const since = first?.since ?? 0
  expect(judge(since - 1, [outcome(false)])).toEqual({ failed: [], explained: 1, idle: [] })
  expect(judge(since, [outcome(false)])).toMatchObject({ failed: [`${file}: ${name}`], explained: 0 })
})

test('an exception whose test passes is reported', () => {
  expect(judge((first?.since ?? 0) - 1, [outcome(true)]).idle).toEqual([`${file}: ${name}`])
})
