import { expect, test } from 'vitest'
import { createDevnet, type DevnetOptions } from './devnet.js'

test.each<[string, DevnetOptions]>([
  ['port', { port: -1 }],
  ['port', { port: 65_536 }],
  ['blockTime', { blockTime: 0 }],
  ['preset', { preset: 'quick' as never }],
  ['genesisTime', { genesisTime: Number.NaN }],
  ['history', { history: 0 }],
  ['balances', { balances: { alice: 1 as never } }],
  ['beacon', { beacon: { secretKey: '0x07' } }],
  ['specVersion', { specVersion: 0 }],
  ['stateFile', { stateFile: '' }],
  ['onFault', { onFault: 5 as never }],
  ['onFault', { onFault: null as never }],
])(
  'defect: createDevnet threw a raw ZodError; a wrong %s is CONFIG_INVALID with a fix: %j',
  async (name, options) => {
    await expect(createDevnet(options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`createDevnet ${name}`),
      fix: expect.stringMatching(/^Set createDevnet .*\.$/),
    })
  },
)

test.each([null, 5, 'fast', []])('defect: createDevnet(%j) threw a raw TypeError', async (options) => {
  await expect(createDevnet(options as never)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

test('an option that is not known is refused by name; undefined means absent', async () => {
  await expect(createDevnet({ prot: 1 } as DevnetOptions)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining("'prot'"),
  })
  await using devnet = await createDevnet({ preset: undefined as never, blockTime: 'manual' })
  expect(devnet.head.number).toBe(0)
})

test.each([0, -1, 1.5, Number.NaN])('defect: mine(%d) had a code and no fix', async (count) => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  expect(() => devnet.mine(count)).toThrow(
    expect.objectContaining({ code: 'BAD_NUMBER', fix: 'Pass an integer of 1 or more.' }),
  )
})
