/** The package's name, until it exports something of its own. */
export const packageName = '@subnetkit/cli'
