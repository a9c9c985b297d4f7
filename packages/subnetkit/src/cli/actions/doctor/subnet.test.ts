import { expect, test } from 'vitest'
import { judgeChecks } from './subnet.js'

test('defect: of a subnet that does not exist, doctor went on to advise registration and stake', () => {
  const check = (name: string, ok: boolean) => ({
    ...{
      name,
      ok,
      sentence: `${name} ${ok}`,
      code: null,
      fix: ok ? null : `Correct ${name}.`,
      retryBlock: null,
    },
  })
  const question = {
    netuid: 7,
    mechanism: 0,
    hotkey: '5V',
    role: 'validator',
    versionKey: 0n,
    as: '',
  } as const
  const verdicts = (...checks: readonly ReturnType<typeof check>[]) =>
    judgeChecks({ checks, block: { number: 1 } } as never, question).map(({ verdict }) => verdict)
  const [there, gone] = [check('subnet', true), check('subnet', false)]
  const others = [check('registered', false), check('epoch', true)]
  expect(verdicts(gone, ...others)).toEqual(['fail', 'skip', 'skip'])
  expect(verdicts(there, ...others)).toEqual(['pass', 'fail', 'pass'])
})
