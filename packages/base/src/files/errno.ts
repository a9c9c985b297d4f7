/** Code of an error of the file system, such as `ENOENT`. */
export const errnoOf = (error: unknown): string | undefined =>
  (error as NodeJS.ErrnoException | null | undefined)?.code

/** True for the errors of a file system that has no hard links. */
export const hasNoLinks = (error: unknown): boolean =>
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errnoOf(error) ?? '')
