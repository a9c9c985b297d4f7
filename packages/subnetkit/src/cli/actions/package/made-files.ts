import type { Project } from './project.js'
import type { Role } from './roles.js'

/** Ports of the health of the roles in a container. */
const healthPorts: Readonly<Record<Role, number>> = {
  miner: 8_091,
  validator: 9_465,
  coordinator: 9_465,
  worker: 9_465,
  gateway: 8_080,
}

/** True for roles with a port that others reach, which has their health as well. */
const servesCallers = (role: Role): boolean => role === 'miner' || role === 'gateway'

/** The program that runs a role. */
export function runProgram(role: Role, module: string, command: string): string {
  const words = role === 'gateway' ? "'gateway', 'run'" : `'${role}'`
  return `// Runs the ${role}. Takes the options of subnet ${role}, its variables and its configuration file.
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
process.env.SUBNETKIT_PACKAGED_AS = 'node run.mjs'
process.argv.splice(1, 1, at('./${command}'), ${words}, at('./${module}'))
await import('./${command}')
`
}

/** The program that asks a running role for its health. */
export function healthProgram(role: Role): string {
  const prefix = `SUBNETKIT_${role.toUpperCase()}`
  const own = servesCallers(role) ? `${prefix}_PORT` : `${prefix}_HEALTH_PORT`
  return `// Exits with 0 if the ${role} on this machine answers /healthz with 200. Its port may be given as an argument.
const { ${prefix}_METRICS_PORT: metrics, ${own}: own } = process.env
const port = process.argv[2] ?? (metrics || own || ${healthPorts[role]})
const answer = await fetch(\`http://127.0.0.1:\${port}/healthz\`, { signal: AbortSignal.timeout(4_000) }).catch(() => null)
process.exit(answer?.ok ? 0 : 1)
`
}

/** The Dockerfile that makes an image of a package beside it. */
export function dockerfile({ name, version }: Project, role: Role, base: string): string {
  const variable = servesCallers(role)
    ? `SUBNETKIT_${role.toUpperCase()}_HOST=0.0.0.0`
    : `SUBNETKIT_${role.toUpperCase()}_HEALTH_PORT=${healthPorts[role]}`
  return `# docker build -f ${role}.Dockerfile -t ${imageName(name)}-${role}:${version} .
FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="${name} ${role}" org.opencontainers.image.version="${version}"
ADD ${base}.tgz /opt/
WORKDIR /opt/${base}
ENV NODE_ENV=production ${variable}
USER 65532:65532
${servesCallers(role) ? `EXPOSE ${healthPorts[role]}\n` : ''}STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/nodejs/bin/node", "health.mjs"]
ENTRYPOINT ["/nodejs/bin/node", "run.mjs"]
`
}

/** A name as images have them. */
const imageName = (name: string): string => name.replace(/^@/, '').replaceAll('/', '-').toLowerCase()
