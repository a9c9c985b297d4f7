/** Exit codes of create-subnet, the same as those of the `subnet` command. */
export const exitCodes = {
  /** The project is there, with its packages unless `--no-install` was passed. */
  done: 0,
  /** It is not, or its packages are not; stderr (with `--json` stdout) has the reason. */
  failed: 1,
  /** The command line is invalid; nothing was tried. */
  usage: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const
