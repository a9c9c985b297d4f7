import { describe, expect, it } from 'vitest'
import { causeIn } from './install-cause.js'

const fetchError = `npm error code FETCH_ERROR
npm error errno FETCH_ERROR
npm error invalid json response body at http://proxy/zod reason: Unexpected token '<', "<!DOCTYPE "... is not valid JSON`

const bunHtml = `bun install v1.4.5 (a7733435c)
1 | <!DOCTYPE html><html><body>Log in</body></html>
     ^
error: Unsupported syntax: Operators are not allowed in JSON
error: PackageFailedToParse parsing package manifest for zod`

const yarnFull = `yarn install v1.22.22
info No lockfile found.
[3/4] Linking dependencies...
error Error: ENOSPC: no space left on device, copyfile '/a' -> '/b'`

const yarnMissing = `yarn install v1.22.22
[2/5] Resolving packages...
error Couldn't find package "some-native@^0.1.0" required by "vite@^8.0.0" on the "npm" registry.
info Visit https://yarnpkg.com/en/docs/cli/install for documentation about this command.`

/** Output of real installations, shortened, with what it has to be taken for. */
const outputs = [
  ['npm', 'web page', fetchError],
  ['pnpm', 'web page', ` ERR_PNPM_BROKEN_METADATA_JSON  Unexpected token '<', "<!DOCTYPE "...`],
  [
    'yarn',
    'web page',
    'error Received malformed response from registry for "zod". The registry may be down.',
  ],
  ['bun', 'web page', bunHtml],
  ['npm', 'disk is full', 'npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write'],
  [
    'pnpm',
    'disk is full',
    ' ERR_PNPM_ENOSPC  Failed to add tarball to store: ENOSPC: no space left on device, write',
  ],
  ['yarn', 'disk is full', yarnFull],
  ['bun', 'disk is full', 'ENOSPC: failed copying files from cache to destination for package zod'],
  ['npm', "mkdir '/w/node_modules'", "npm error code EROFS\nnpm error EROFS: mkdir '/w/node_modules'"],
  ['pnpm', 'read-only', " EROFS  EROFS: read-only file system, open '/w/_tmp'"],
  ['yarn', 'read-only', "error Error: EROFS: read-only file system, mkdir '/w/node_modules'"],
  ['bun', 'node_modules', 'EROFS: Read-only file system: could not create the "node_modules" directory'],
  ['npm', 'may not write', "npm error code EACCES\nnpm error EACCES: permission denied, open '/w/x'"],
  ['npm', 'not trusted', 'npm error code SELF_SIGNED_CERT_IN_CHAIN'],
  ['npm', '@a%2fb', 'npm error code E404\nnpm error 404 Not Found - GET http://r/@a%2fb - no such package'],
  [
    'npm',
    'zod@^99.0.0',
    'npm error code ETARGET\nnpm error notarget No matching version found for zod@^99.0.0.',
  ],
  ['pnpm', 'zod@^99.0.0', ' ERR_PNPM_NO_MATCHING_VERSION  No matching version found for zod@^99.0.0'],
  ['yarn', 'some-native', yarnMissing],
  ['bun', '@a%2fb', 'error: GET http://r/@a%2fb - 404\nerror: @a/b@^4.0.0 failed to resolve'],
  ['npm', 'cannot be reached', 'npm error code ECONNREFUSED\nnpm error syscall connect'],
  ['pnpm', 'cannot be reached', ' ERR_PNPM_META_FETCH_FAIL  GET http://r/zod: failed, reason: ECONNREFUSED'],
  ['yarn', 'cannot be reached', 'error Error: getaddrinfo ENOTFOUND registry'],
  ['bun', 'cannot be reached', 'error: ConnectionRefused downloading package manifest zod'],
  ['yarn', 'the moon is full', 'yarn install v1.22.22\n[1/4] Resolving packages...\nerror the moon is full'],
  ['npm', 'the moon is full', 'npm error code E1\nnpm error errno 1\nnpm error the moon is full'],
  ['pnpm', 'the moon is full', 'Progress: resolved 1\n ERR_PNPM_MOON  the moon is full'],
  ['bun', 'nothing', ''],
] as const

describe('defect: what failed was hidden by lines about progress, or known in the words of npm alone:', () => {
  it.each(outputs)('%s, %s', (packageManager, detail, output) => {
    expect(causeIn(output, packageManager).detail).toContain(detail)
  })
})
