# Starts a person's shell with the identity of one session: terminal.sh <shell> [<argument>…]
# VS Code puts the window's own session over a terminal's variables, so these come under other names.
. "${0%/*}/own.sh"
# What VS Code would have its shell integration set once more: the window's session. What other extensions put before or
# behind variables, such as PATH, stays.
unset VSCODE_ENV_REPLACE
exec "$@"
