import {
  clientReceiptOptions,
  metricsField,
  rateLimitOptions,
  serverLimitFields,
  serverReceiptOptions,
  serverSessionOptions,
  spoolOptions,
  tlsFileOptions,
} from '@subnetkit/transport/options'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { minerSchema } from '../../miner/options.js'
import { coordinatorSchema } from '../../validator/coordinator-options.js'
import { validatorSchema } from '../../validator/options.js'
import { workerSchema } from '../../validator/worker-options.js'
import { shapes } from './file-schema.js'
import { leafNames, shapeOf } from './leaf.js'
import { allSections, sections } from './texts/sections.js'
import { attributeOf, type SectionTexts } from './texts/setting-text.js'

test.each(allSections)('every setting of %s has a text, and no other', (name) => {
  expect(Object.keys(sections[name]).sort()).toEqual([...leafNames(shapes[name])].sort())
})

test('settings that share an option mean the same', () => {
  const byOption = new Map<string, SectionTexts[string]>()
  for (const name of allSections) {
    for (const text of Object.values<SectionTexts[string]>(sections[name])) {
      const option = attributeOf(text.flags ?? '')
      expect(byOption.get(option) ?? text).toEqual(text)
      if (option !== '') byOption.set(option, text)
    }
  }
  expect(byOption.size).toBeGreaterThan(10)
})

/** Options of the functions that the commands call, by the place of their settings. */
const schemas = [
  ['miner', '', minerSchema],
  ['miner', 'limits.', serverLimitFields],
  ['miner', 'spool.', spoolOptions],
  ['miner', 'rateLimit.', rateLimitOptions],
  ['miner', 'tls.', tlsFileOptions()],
  ['miner', 'metrics.', metricsField()],
  ['miner', 'sessions.', serverSessionOptions],
  ['miner', 'receipts.', serverReceiptOptions],
  ['validator', '', validatorSchema],
  ['validator', 'receipts.', clientReceiptOptions],
  ['validator', 'spool.', spoolOptions],
  ['coordinator', '', coordinatorSchema],
  ['worker', '', workerSchema],
] as const

test.each(schemas)('the help of %s %s has the defaults of its function', (section, prefix, schema) => {
  const texts: SectionTexts = sections[section]
  for (const [name, field] of Object.entries<unknown>(shapeOf<z.core.$ZodShape>(schema))) {
    const text = texts[`${prefix}${name}`]
    if (text === undefined || !(field instanceof z.ZodDefault)) continue
    const value: unknown = field.def.defaultValue
    if (typeof value === 'number' || typeof value === 'boolean')
      expect([name, text.fallback]).toEqual([name, String(value)])
  }
})

test.each([
  ['miner', minerSchema],
  ['validator', validatorSchema],
  ['coordinator', coordinatorSchema],
  ['worker', workerSchema],
] as const)(
  'every option of the %s is a setting, but for functions and parts made in code',
  (section, schema) => {
    const roots = new Set(Object.keys(sections[section]).map((name) => name.split('.')[0]))
    const elsewhere = [
      'wallet',
      'hotkey',
      'signer',
      'network',
      'chain',
      'netuid',
      'log',
      'directory',
      'redisUrl',
      'drainingUrls',
      'databaseUrl',
      'mechanism',
      // In the section of the gateway, without which it does nothing.
      'organic',
    ]
    const inCode = [
      'maxRounds',
      ...[
        'signals',
        'priority',
        'auth',
        'database',
        'queues',
        'jobs',
        'secretSource',
        'miners',
        'tlsFingerprint',
        'onEvent',
        'packageHash',
      ],
    ]
    const missing = Object.keys(shapeOf<z.core.$ZodShape>(schema)).filter(
      (name) => !roots.has(name) && !elsewhere.includes(name) && !inCode.includes(name),
    )
    expect(missing).toEqual([])
  },
)
