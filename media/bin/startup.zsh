# Stands for the startup file of zsh's that AWS_SESSIONS_FILE names: reads the person's, with VS Code's shell
# integration where that is, and after the last one puts the identity of the terminal's session right once more.
# What stands for the files is in ZDOTDIR, which is USER_ZDOTDIR for the person's and afterwards.
AWS_SESSIONS_ZDOTDIR=$ZDOTDIR
{
	if [[ $AWS_SESSIONS_FILE == .zshrc && -n "${AWS_SESSIONS_INTEGRATION-}" ]]; then
		. "$AWS_SESSIONS_INTEGRATION"
		if [[ "${ZDOTDIR-}" == "$AWS_SESSIONS_ZDOTDIR" ]]; then
			ZDOTDIR=$USER_ZDOTDIR
		fi
	else
		if [[ -n "${USER_ZDOTDIR+set}" ]]; then
			ZDOTDIR=$USER_ZDOTDIR
		else
			builtin unset ZDOTDIR
		fi
		# The system's startup files may have put it where ZDOTDIR was.
		if [[ "${HISTFILE-}" == "$AWS_SESSIONS_ZDOTDIR"/* ]]; then
			HISTFILE=${ZDOTDIR-$HOME}/${HISTFILE##*/}
		fi
		if [[ -f "${ZDOTDIR-$HOME}/$AWS_SESSIONS_FILE" ]]; then
			. "${ZDOTDIR-$HOME}/$AWS_SESSIONS_FILE"
		fi
	fi
} always {
	if [[ -n "${ZDOTDIR+set}" ]]; then
		USER_ZDOTDIR=$ZDOTDIR
	else
		builtin unset USER_ZDOTDIR
	fi
	# No more files are read after an interrupt.
	if [[ -o rcs && $AWS_SESSIONS_FILE != .zlogin && "${TRY_BLOCK_INTERRUPT-}" != 1 ]] &&
		[[ -o login || $AWS_SESSIONS_FILE != .zshrc ]]; then
		ZDOTDIR=$AWS_SESSIONS_ZDOTDIR
	else
		if [[ -z "${AWS_SESSIONS_INTEGRATION-}" ]]; then
			builtin unset USER_ZDOTDIR
		fi
		builtin unset AWS_SESSIONS_OWN_AGAIN AWS_SESSIONS_FILE AWS_SESSIONS_ZDOTDIR
		# Whatever the person has set for the shell is not for these lines.
		() {
			builtin emulate -L zsh
			builtin setopt no_aliases no_xtrace
			. "$AWS_SESSIONS_BIN/own.sh"
		}
		builtin unset AWS_SESSIONS_BIN
	fi
}
