#!/bin/sh
# Runs the helper beside the extension on VS Code's own runtime: whatAwsSees.sh <runtime> <shell>
runtime=$1
shift
# Only for this process: in the shell that called it, VS Code's own programs would no longer start.
ELECTRON_RUN_AS_NODE=1
# As aws does, the helper follows HTTPS_PROXY, where the runtime can.
NODE_USE_ENV_PROXY=1
export ELECTRON_RUN_AS_NODE NODE_USE_ENV_PROXY
# What a person's own programs are to load is not for this one.
unset NODE_OPTIONS
exec "$runtime" "${0%/*}/../../dist/whatAwsSees.cjs" "$@"
