export { createError } from './errors.js'
