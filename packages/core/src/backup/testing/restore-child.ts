import { writeSync } from 'node:fs'
import { openDatabase } from '../../store/open-database.js'
import { restoreBackup } from '../restore-backup.js'

// A restore into a directory, to be killed: prints a line once a part of the rows is written, and halts there.
const [directory = '', path = ''] = process.argv.slice(2)
const database = await openDatabase({ directory })
await restoreBackup({
  ...{ database, path, of: {} },
  onProgress() {
    writeSync(1, 'loading\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
