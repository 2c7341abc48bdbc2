# Read by sh, bash and zsh: gives the shell the identity of one session, whatever it was before.
# The names are the extension's own; the values stand beside them under other names.
__aws_sessions_own() {
	eval "set -- ${AWS_SESSIONS_OWN_UNSET-}"
	for AWS_SESSIONS_NAME in "$@"; do
		unset "$AWS_SESSIONS_NAME"
	done
	eval "set -- ${AWS_SESSIONS_OWN_SET-}"
	for AWS_SESSIONS_NAME in "$@"; do
		eval "$AWS_SESSIONS_NAME=\"\$AWS_SESSIONS_OWN_$AWS_SESSIONS_NAME\""
		export "$AWS_SESSIONS_NAME"
	done
}

# Leaves nothing behind but the identity.
__aws_sessions_forget() {
	eval "set -- ${AWS_SESSIONS_OWN_SET-}"
	for AWS_SESSIONS_NAME in "$@"; do
		unset "AWS_SESSIONS_OWN_$AWS_SESSIONS_NAME"
	done
	unset AWS_SESSIONS_NAME AWS_SESSIONS_OWN_SET AWS_SESSIONS_OWN_UNSET AWS_SESSIONS_OWN_AGAIN AWS_SESSIONS_INTEGRATION
}

__aws_sessions_own
# Startup files may name another identity: the shells that can are given theirs once more after them.
if [ -z "${AWS_SESSIONS_OWN_AGAIN-}" ]; then
	__aws_sessions_forget
fi
unset -f __aws_sessions_own __aws_sessions_forget
