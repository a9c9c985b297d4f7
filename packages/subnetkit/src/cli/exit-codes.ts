/** Exit codes of the process; part of the interface of every command. */
export const exitCodes = {
  /** The requested state holds now, or already did. */
  done: 0,
  /** It does not; stderr (with `--json` stdout) has the reason. */
  failed: 1,
  /** The command line is invalid; nothing was tried. */
  usage: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const
