import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configError } from '../errors/config-error.js'
import { fileError, toFileError } from './file-error.js'
import { writeFileAtomic } from './write-file-atomic.js'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subnetkit-file-error-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const about = { what: 'the test file', place: '/var/lib/subnetkit/file' }
const systemError = (code: string, errno = -28) => Object.assign(new Error(`${code}: words`), { code, errno })
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((error) => error)

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EACCES', 'PATH_UNWRITABLE'],
  ['EPERM', 'PATH_UNWRITABLE'],
  ['EROFS', 'PATH_UNWRITABLE'],
  ['ENOTDIR', 'PATH_INVALID'],
  ['EISDIR', 'PATH_INVALID'],
  ['ENAMETOOLONG', 'PATH_INVALID'],
  ['EIO', 'DISK_FAILED'],
  ['EMFILE', 'DISK_FAILED'],
])('defect: %s was called corrupt or unexpected; it is %s', (errno, code) => {
  const cause = systemError(errno)
  expect(toFileError(cause, about)).toMatchObject({ code, cause, details: { ...about, errno } })
})

test('errors of anything else are not named', () => {
  for (const error of [
    new Error('of ours'),
    new SyntaxError('of JSON'),
    configError('UNEXPECTED', { detail: 'a' }),
    Object.assign(new TypeError('of Node'), { code: 'ERR_INVALID_ARG_TYPE' }),
    undefined,
    'text',
  ]) {
    expect(toFileError(error, about)).toBeNull()
  }
})

test('errors as the system gives them', async () => {
  const file = join(root, 'file')
  await writeFile(file, 'kept')
  await mkdir(join(root, 'directory'))
  const codeOf = async (work: Promise<unknown>) => toFileError(await caught(work), about)?.code
  expect(await codeOf(mkdir(join(file, 'below'), { recursive: true }))).toBe('PATH_INVALID')
  expect(await codeOf(writeFileAtomic(join(root, 'directory'), 'text'))).toBe('PATH_INVALID')
  expect(await codeOf(readFile(join(root, 'directory')))).toBe('PATH_INVALID')
  expect(await codeOf(writeFileAtomic(join(root, 'missing', 'file'), 'text'))).toBe('PATH_INVALID')
  expect(await codeOf(mkdir(join(root, 'n'.repeat(300))))).toBe('PATH_INVALID')
})

// A device that is always full: Linux has one.
test.skipIf(process.platform !== 'linux')('a disk without space, as the system tells it', async () => {
  const device = await open('/dev/full', 'w')
  try {
    expect(toFileError(await caught(device.writeFile('text')), about)?.code).toBe('DISK_FULL')
  } finally {
    await device.close()
  }
})

test('no fix advises to remove, move or overwrite anything', () => {
  for (const { fix } of Object.values(fileError.catalogue)) {
    expect(fix).not.toMatch(/remove|delete|move|overwrit|start (empty|anew)/i)
  }
})
