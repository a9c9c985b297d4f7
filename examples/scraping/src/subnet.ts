import { defineSubnet } from 'subnetkit'
import { scoring } from './rubric.js'
import { protocol, tasks } from './tasks.js'

export default defineSubnet({ name: 'scraping', version: 1, protocol, tasks, rubric: scoring })
