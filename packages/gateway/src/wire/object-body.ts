import type { FileInfo } from '@subnetkit/core'

/** An object as lists and answers to its putting have it. */
export const objectBody = ({ name, size, etag, modified }: FileInfo) => ({
  ...{ object: 'object', name, size, etag },
  modified: Math.floor(modified.getTime() / 1_000),
})
