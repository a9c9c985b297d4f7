import type { Project } from './project.js'
import type { Role } from './roles.js'

/** The README of a package, in place of the project's, which is for those who develop it. */
export function packageReadme(
  { name, version, subnet }: Pick<Project, 'name' | 'version' | 'subnet'>,
  role: Role,
  command: string,
): string {
  const start = role === 'gateway' ? 'gateway run' : role
  return `# ${name} ${version}: ${role}

The ${role} of the subnet ${subnet.name}, with all packages that it needs. It runs with Node.js alone: no npm and no registry.

Start it, from this folder:

\`\`\`sh
node run.mjs --config /etc/my-subnet/${role}.json
\`\`\`

\`run.mjs\` takes the options of \`subnet ${start}\` (\`node run.mjs --help\`), its variables and its configuration file. Ask the running
process for its health; exit code 0 means that it is well:

\`\`\`sh
node health.mjs
\`\`\`

All other commands of \`subnet\`, such as \`doctor\`, are called by the path of the command:

\`\`\`sh
node ${command} doctor --config /etc/my-subnet/${role}.json
node ${command} config schema --markdown
\`\`\`

The second one lists all settings. \`manifest.json\` has the hash of each file, and \`sbom.cdx.json\` the packages within.
`
}

/** True for the README of the project, which the one of the package replaces. */
export const isProjectReadme = (path: string): boolean => /^readme(\.(md|markdown|txt))?$/i.test(path)
