# Starts a person's shell with the identity of one session: terminal.sh <shell> [<argument>…]
# VS Code puts the window's own session over a terminal's variables, so these come under other names.
for AWS_SESSIONS_NAME in ${AWS_SESSIONS_OWN_UNSET-}; do
	unset "$AWS_SESSIONS_NAME"
done
for AWS_SESSIONS_NAME in ${AWS_SESSIONS_OWN_SET-}; do
	eval "$AWS_SESSIONS_NAME=\$AWS_SESSIONS_OWN_$AWS_SESSIONS_NAME"
	export "$AWS_SESSIONS_NAME"
	unset "AWS_SESSIONS_OWN_$AWS_SESSIONS_NAME"
done
unset AWS_SESSIONS_NAME AWS_SESSIONS_OWN_SET AWS_SESSIONS_OWN_UNSET
# What VS Code would have its shell integration set once more.
unset VSCODE_ENV_REPLACE VSCODE_ENV_PREPEND VSCODE_ENV_APPEND
exec "$@"
