'use strict'

/** Platforms with a prebuilt binary; each has a package `@subnetkit/sr25519-native-<platform>`. */
exports.platforms = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-x64-msvc',
]

/** Platform of this process: operating system, architecture and, where there are several, the C library. */
exports.platformOf = ({ platform, arch } = process) => {
  if (platform === 'linux') return `linux-${arch}-${isMusl() ? 'musl' : 'gnu'}`
  return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`
}

function isMusl() {
  // Without this the report looks up the names of open sockets, which can take seconds.
  process.report.excludeNetwork = true
  return process.report.getReport().header.glibcVersionRuntime === undefined
}
