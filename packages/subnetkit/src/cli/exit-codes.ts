/** How the process ends; part of the interface of every command. */
export const exitCodes = {
  /** What was asked for is so now, or was before. */
  done: 0,
  /** It is not, and stderr (with `--json`: stdout) says why. */
  failed: 1,
  /** The command line is wrong; nothing was tried. */
  usage: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const
