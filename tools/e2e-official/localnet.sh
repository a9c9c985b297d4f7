#!/bin/bash
# Takes the place of the chain's own localnet script in the official suites; becomes the node, so that it ends with its group.
exec node "$OFFICIAL_NODE" "${1:-True}" 2>>"${OFFICIAL_NODE_LOG:-/dev/null}"
