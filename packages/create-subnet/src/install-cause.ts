import type { PackageManager } from '@subnetkit/templates'

/** Reason why an installation failed, and the beginning of the fix. */
export interface InstallCause {
  readonly detail: string
  /** Imperative, without a full stop: how to go on follows. */
  readonly fix: string
}

/** Explains what a package manager wrote before it failed. */
export function causeIn(output: string, packageManager: PackageManager): InstallCause {
  const known = causes.find(({ pattern }) => pattern.test(output))
  if (known === undefined) return { detail: reasonIn(output), fix: 'See what it says' }
  const { detail, quotes, pattern, fix } = known
  return { detail: quotes ? `${detail}: ${lineWith(output, pattern)}` : detail, fix: fix(packageManager) }
}

/** Fix for whatever is between the user and the packages. */
export const checkRegistry = (packageManager: PackageManager): string =>
  packageManager === 'bun'
    ? 'Check your network and the registry (in .npmrc or bunfig.toml)'
    : `Check your network and the registry (${packageManager} config get registry)`

const ownFolder = () => 'Make that folder writable for your user'

/** Failures that users meet, in the words of each package manager; some quote the line, which names what is concerned. */
const causes = [
  {
    pattern:
      /invalid json|unexpected token ['"]?<|<!doctype html|is not valid json|malformed response from registry|BROKEN_METADATA_JSON|PackageFailedToParse/i,
    detail: 'the registry answered with a web page, as a proxy or a login page does',
    quotes: false,
    fix: checkRegistry,
  },
  {
    pattern: /ENOSPC|EDQUOT|no space left/i,
    detail: 'the disk is full',
    quotes: false,
    fix: () => 'Free some space (about 200 MB)',
  },
  {
    pattern: /EROFS|read-only file system/i,
    detail: 'a folder is read-only',
    quotes: true,
    fix: ownFolder,
  },
  {
    pattern: /EACCES|EPERM/,
    detail: 'your user may not write to a folder',
    quotes: true,
    fix: ownFolder,
  },
  {
    pattern: /SELF_SIGNED_CERT|self[- ]signed certificate|UNABLE_TO_(?:GET|VERIFY)|CERT_[A-Z_]+|ERR_TLS_/i,
    detail: 'the certificate of the registry, or of a proxy before it, is not trusted',
    quotes: false,
    fix: () => 'Set NODE_EXTRA_CA_CERTS to the file of the certificate that your network uses',
  },
  {
    pattern:
      /E404|ERR_PNPM_FETCH_404|\b404\b.*not found| - 404$|no such package|ETARGET|NO_MATCHING_VERSION|Couldn't find (?:package|any versions)|No (?:version matching|matching version)/im,
    detail: 'the registry does not have one of the packages',
    quotes: true,
    fix: checkRegistry,
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|Connection(?:Refused|Reset|Closed)|getaddrinfo/,
    detail: 'the registry cannot be reached',
    quotes: false,
    fix: checkRegistry,
  },
] as const

/** How package managers begin a line about an error. */
const mark = /^(?:npm (?:error|ERR!)|error|ERR(?:OR|_\S+)?)[:\s]+/i

/** Lines about an error that have no more than a code. */
const bare = /^(?:$|code|errno|syscall|path|dest|(?:errno )?-?\d+$)/

/** Lines about progress. */
const progress =
  /^(?:$|(?:yarn|bun) install v|info |\[\d\/\d\]|Resolv|Progress:|Packages: |\++$|npm warn|WARN)/

/** The first line that says more than a code. */
function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  const marked = lines.filter((line) => mark.test(line)).map(unmarked)
  const said = marked.find((line) => !bare.test(line)) ?? lines.find((line) => !progress.test(line))
  return said ?? 'it said nothing'
}

/** The first line that matches and says more than a code. */
function lineWith(output: string, pattern: RegExp): string {
  const lines = output
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) => unmarked(line.trim()))
  return lines.find((line) => !bare.test(line)) ?? reasonIn(output)
}

const unmarked = (line: string): string => line.replace(mark, '').replace(/^(?:notarget|404) |^Error: /, '')
