import { expect, test } from 'vitest'
import { checkFeatures } from './runtime.js'

const feature = (name: string) => ({ name, ok: true, missing: [], changed: [] })
const report = { specVersion: 400, features: [feature('weights')], unknownExtension: null, changedSince: [] }

test('a runtime that fits passes', () => {
  expect(checkFeatures(report).map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
})

test('what an older runtime lacks is off, what a newer one changed fails', () => {
  const older = { ...feature('hidden weights'), ok: false, missing: ['call A.b'] }
  const newer = {
    ...feature('serving'),
    ok: false,
    changed: [{ name: 'call A.c', expected: 'x: u8', found: 'x: u16' }],
  }
  const findings = checkFeatures({ ...report, features: [feature('weights'), older, newer] })
  expect(findings.map(({ verdict }) => verdict)).toEqual(['pass', 'skip', 'skip', 'fail'])
  expect(findings[2]?.sentence).toContain('no call A.b')
  expect(findings[3]).toMatchObject({
    sentence: 'serving: call A.c takes x: u16, not x: u8',
    fix: expect.stringContaining('Update'),
  })
})

test('an unknown signed extension means that nothing can be signed', () => {
  expect(checkFeatures({ ...report, unknownExtension: 'CheckMoon' })[0]).toMatchObject({ verdict: 'fail' })
})
