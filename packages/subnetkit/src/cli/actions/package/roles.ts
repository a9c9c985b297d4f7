/** Neurons that a project can be packaged for. */
export const roles = ['miner', 'validator', 'coordinator', 'worker'] as const

export type Role = (typeof roles)[number]

/** Roles that a project has a package for: a miner needs handlers. */
export const rolesOf = ({ hasHandlers }: { readonly hasHandlers: boolean }): readonly Role[] =>
  hasHandlers ? roles : roles.filter((role) => role !== 'miner')

/** Packages that a role never loads, with whatever only they need. */
const unused: Readonly<Record<Role, readonly string[]>> = {
  miner: ['@electric-sql/pglite', '@subnetkit/devnet', 'bullmq'],
  // The only one that may keep its state in an embedded database.
  validator: ['@subnetkit/devnet'],
  coordinator: ['@electric-sql/pglite', '@subnetkit/devnet'],
  worker: ['@electric-sql/pglite', '@subnetkit/devnet'],
}

/** Packages to leave out of the package of a role, unless the project itself depends on them. */
export const unusedBy = (role: Role): ReadonlySet<string> => new Set(unused[role])

/** Roles whose state is in PostgreSQL, so that they need the package `pg`. */
export const needsPostgres = (role: Role): boolean => role === 'coordinator' || role === 'worker'
