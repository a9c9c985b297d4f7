import { packageSection } from './package-section.js'
import type { Section } from './page.js'

/** The first page of the site, which the sidebar does not list. */
export const home = {
  source: 'docs/README.md',
  description: 'Documentation of subnetkit, the TypeScript framework for Bittensor subnets, by who reads it.',
}

/** Every other page, in the order of the sidebar. Each Markdown file of `docs` is in here, or a test fails. */
export const sections: readonly Section[] = [
  {
    title: 'Start',
    pages: [
      {
        source: 'README.md',
        label: 'Introduction',
        description:
          'The smallest subnet in four files, two commands to see one run, and the way a round takes.',
      },
      {
        source: 'docs/troubleshooting.md',
        outline: 2,
        description: 'Every error by the place where a user meets it: message, cause, and what to do.',
      },
    ],
  },
  {
    title: 'Subnet owner',
    pages: [
      {
        source: 'docs/guides/subnet-owner.md',
        label: 'Guide',
        description:
          'From an empty folder to a subnet that pays miners for what you want, on a test network and on mainnet.',
      },
      {
        source: 'docs/create.md',
        description:
          'A project with miners that earn on your machine, a rubric of your own, and cheats that try it.',
      },
      {
        source: 'docs/subnets.md',
        description:
          'Synapses, tasks, rubric, streams, versions and weights: everything that defineSubnet takes.',
      },
      {
        source: 'docs/scoring.md',
        description:
          'Measures of answers, criteria that compare miners, scoreboards, and rubrics that change at one block.',
      },
      {
        source: 'docs/exploits.md',
        label: 'Exploits of real subnets',
        description: 'Flaws that real subnets paid for, each played against the flaw and against its fix.',
      },
      {
        source: 'docs/deploy.md',
        description: 'Packages with an equal hash from the same input, containers, systemd and Kubernetes.',
      },
      {
        source: 'docs/governance.md',
        description:
          'Proposals to the validators of a subnet, and votes that everybody can count from the chain.',
      },
      {
        source: 'docs/fork.md',
        description: 'One subnet of another chain, continued on your machine from a final block.',
      },
      {
        source: 'examples/translation/README.md',
        label: 'Example: translation',
        description:
          'A worked example from the template blank: miners translate sentences from English to German.',
      },
      {
        source: 'examples/scraping/README.md',
        label: 'Example: data scraping',
        description:
          'A worked example from the template blank: miners extract records from a web site, all of its pages.',
      },
    ],
  },
  {
    title: 'Validator',
    pages: [
      {
        source: 'docs/guides/validator.md',
        label: 'Guide',
        description:
          'From a wallet to a validator that sets weights, is watched, and starts again by itself.',
      },
      {
        source: 'docs/validator.md',
        description: 'One process or a fleet, who is asked, store, queue, memory, health and traces.',
      },
      {
        source: 'docs/backup.md',
        description:
          'Copies of a validator while it runs, how to restore one, and the move to another machine.',
      },
      {
        source: 'docs/update.md',
        description:
          'Releases that processes install by themselves, at a moment that costs no score, and the way back.',
      },
      {
        source: 'docs/scale.md',
        description: 'What 1,000 subnets would take of Redis, PostgreSQL and processes, measured.',
      },
      {
        source: 'docs/dashboard.md',
        description: 'Pages in the browser that show a validator from inside, down to one answer.',
      },
      {
        source: 'docs/alerts.md',
        description: 'Rules for Prometheus with a runbook for each, and a dashboard for Grafana.',
      },
      {
        source: 'docs/metrics.md',
        description: 'Every metric with its labels, unit and buckets.',
      },
      {
        source: 'docs/watch.md',
        description:
          'Patterns in the weights of validators that honest ones rarely show, and what costs validator trust.',
      },
      {
        source: 'docs/commitment.md',
        description: 'What a hotkey publishes on chain, byte by byte, and how to audit a round with it.',
      },
      {
        source: 'docs/receipts.md',
        description: 'Records of every score, the tree of a round, and how anybody checks one.',
      },
    ],
  },
  {
    title: 'Miner',
    pages: [
      {
        source: 'docs/guides/miner.md',
        label: 'Guide',
        description: 'From somebody else’s subnet to a miner that is registered, reachable and paid.',
      },
      {
        source: 'docs/miner.md',
        description: 'Admission, limits, TLS, sessions, receipts, metrics and several cores.',
      },
      {
        source: 'docs/legacy.md',
        description: 'Miners and validators that speak with the axon and dendrite of the Python SDK v10.',
      },
      {
        source: 'packages/models/README.md',
        label: 'Language models',
        description:
          'A runner of GGUF files in TypeScript, llama.cpp, and a client of OpenAI-compatible servers.',
      },
      {
        source: 'packages/vision/README.md',
        label: 'Pictures',
        description: 'A text-to-image model, sessions of ONNX models, PNG files and perceptual hashes.',
      },
      {
        source: 'packages/possession/README.md',
        label: 'Proofs of storage',
        description: 'Audits, replicas and erasure coding: proofs that a miner holds data.',
      },
    ],
  },
  {
    title: 'Gateway and its users',
    pages: [
      {
        source: 'docs/guides/gateway-operator.md',
        label: 'Guide for operators',
        description: 'From a validator to a gateway with keys, budgets, prices and a proxy before it.',
      },
      {
        source: 'docs/guides/asking.md',
        label: 'Guide for those who ask',
        description: 'From a key to answers of miners in a notebook, and proof of who gave them.',
      },
      {
        source: 'docs/gateway.md',
        description: 'Clients, errors, budgets, prices, requests that feed scores, and privacy.',
      },
      {
        source: 'packages/gateway/README.md',
        label: 'Reference of the gateway',
        description: 'Endpoints, views, composition of answers, receipts, and money.',
      },
    ],
  },
  {
    title: 'Command, chain and wire',
    pages: [
      {
        source: 'docs/cli.md',
        description: 'All commands of subnet with their options, and how a configuration file is read.',
      },
      {
        source: 'docs/settings.md',
        description: 'Every setting of miner, validator, coordinator, worker and gateway.',
      },
      {
        source: 'docs/chain.md',
        label: 'The chain client',
        description: 'One connection for life, the metagraph, weights that land, wallets and signers.',
      },
      {
        source: 'docs/commands.md',
        description: 'Plans that can be read before they run, for everything that changes the chain.',
      },
      {
        source: 'docs/protocol.md',
        description: 'Signed requests, sessions, streams, binary values and receipts on the wire.',
      },
      {
        source: 'docs/errors.md',
        description: 'One class, closed codes, and every code with its message and fix.',
      },
      {
        source: 'docs/devnet-conformance.md',
        description: 'Each pallet, rule and call of the devnet beside mainnet, with the test that shows it.',
      },
      {
        source: 'docs/known-results.md',
        label: 'Known results of consensus',
        description: 'What is known of Yuma consensus, played again on the chain of the lab.',
      },
    ],
  },
  {
    title: 'Contributor',
    pages: [
      {
        source: 'docs/guides/contributor.md',
        label: 'Guide',
        description: 'From a clone to a change that is merged.',
      },
      {
        source: 'CONTRIBUTING.md',
        description: 'Commands, where common changes go, what a change needs, and how a release is made.',
      },
      {
        source: 'docs/architecture.md',
        description: 'A map of the packages, the arrows between them, and the flow of data.',
      },
      {
        source: 'docs/engineering.md',
        label: 'Rules and decisions',
        description:
          'The rules that reviews refer to, each with its reason, and decisions that the map does not show.',
      },
      {
        source: 'SECURITY.md',
        description: 'How to report a security problem.',
      },
    ],
  },
  packageSection,
]
