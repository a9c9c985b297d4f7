import { afterAll, describe } from 'vitest'
import { databaseBackends } from './testing/backends.js'
import { describeMigrations } from './testing/migrations-conformance.js'

describe.each(databaseBackends())('migrations, $name', (backend) => {
  afterAll(() => backend.close())
  describe.skipIf(backend.missing !== null)('of the store', () => describeMigrations(() => backend.open()))
})
