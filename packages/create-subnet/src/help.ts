import { domains, packageManagers } from '@subnetkit/templates'

/** Text of `--help`. */
export const help = `Creates a Bittensor subnet project.

Usage: create-subnet [options] [name]

  name                      name of the subnet, or a path that ends with it; . is this folder, if it is empty;
                            @acme/name is the package of that name, in the folder name

Options:
  --domain <domain>         ${domains.join(' or ')}
  --package-manager <name>  ${packageManagers.join(', ')} (default: the one that runs this)
  --no-git                  make no git repository
  --no-install              do not install the packages
  --no-deploy               write no Dockerfile, compose.yaml and systemd units
  -y, --yes                 take the default for whatever is not given
  --dry-run                 show what would be written, and write nothing
  --json                    print the outcome as JSON
  -v, --version             print the version
  -h, --help                print this

Examples:
  npm create subnet
  npx create-subnet my-subnet
  npx create-subnet my-subnet --domain ${domains[0]} --package-manager pnpm
  npx create-subnet my-subnet --yes --no-install --json

Exit codes: 0 done, 1 failed, 2 invalid command line, 130 interrupted.
`
