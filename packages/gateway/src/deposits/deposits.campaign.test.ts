import { fileURLToPath } from 'node:url'
import { bundlePrograms } from '@subnetkit/base/testing'
import { postgresMissing, startTestPostgres } from '@subnetkit/core/testing'
import { expect, it } from 'vitest'
import { shareDeposits } from './testing/deposits-life.js'

const script = fileURLToPath(new URL('./testing/deposits-child.ts', import.meta.url))
const missing = postgresMissing()

it.skipIf(missing !== null)(
  `two gateways on one server credit each transfer once, over 50 kills${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    await using programs = await bundlePrograms([script])
    await using server = await startTestPostgres({ settings: { max_connections: '300' } })
    expect(await shareDeposits(programs.file(script), await server.createDatabase(), 50)).toEqual([])
  },
)
