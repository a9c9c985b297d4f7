/** Processes that a project can be packaged for. */
export const roles = ['miner', 'validator', 'coordinator', 'worker', 'gateway'] as const

export type Role = (typeof roles)[number]

/** Roles that a project has a package for: a miner needs handlers, a gateway views for its clients. */
export const rolesOf = ({
  hasHandlers,
  hasViews,
}: {
  readonly hasHandlers: boolean
  readonly hasViews: boolean
}): readonly Role[] =>
  roles.filter((role) => (role !== 'miner' || hasHandlers) && (role !== 'gateway' || hasViews))

/** Packages that a role never loads, with whatever only they need. */
const unused: Readonly<Record<Role, readonly string[]>> = {
  miner: ['@electric-sql/pglite', '@subnetkit/devnet', 'bullmq'],
  // It may keep its state in an embedded database.
  validator: ['@subnetkit/devnet'],
  coordinator: ['@electric-sql/pglite', '@subnetkit/devnet'],
  worker: ['@electric-sql/pglite', '@subnetkit/devnet'],
  // Its keys and budgets may be in an embedded database, too.
  gateway: ['@subnetkit/devnet'],
}

/** Packages to leave out of the package of a role, unless the project itself depends on them. */
export const unusedBy = (role: Role): ReadonlySet<string> => new Set(unused[role])

/** Roles whose state is in PostgreSQL, so that they need the package `pg`. */
export const needsPostgres = (role: Role): boolean => role === 'coordinator' || role === 'worker'
