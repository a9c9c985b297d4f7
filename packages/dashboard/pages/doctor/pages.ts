import type { PageDefinition } from '../app/page-definition.js'
import { Doctor } from './doctor.js'

export const doctorPages: readonly PageDefinition[] = [
  { path: '/doctor', title: 'Doctor', icon: 'doctor', view: Doctor },
]
