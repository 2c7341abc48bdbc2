# Stands for bash's startup file: reads it, with VS Code's shell integration where that is, and then puts the identity
# of the terminal's session right once more.
AWS_SESSIONS_BIN=${BASH_SOURCE[0]%/*}
# An interrupt would end the reading of this file too: it ends what is being read from here, and no more.
trap '[ "${#BASH_SOURCE[@]}" -le 1 ] || return 130' INT
if [ -n "${AWS_SESSIONS_INTEGRATION-}" ]; then
	. "$AWS_SESSIONS_INTEGRATION"
elif [ -z "${VSCODE_SHELL_LOGIN-}" ]; then
	if [ -r ~/.bashrc ]; then
		. ~/.bashrc
	fi
else
	unset VSCODE_SHELL_LOGIN
	if [ -r /etc/profile ]; then
		. /etc/profile
	fi
	for AWS_SESSIONS_NAME in ~/.bash_profile ~/.bash_login ~/.profile; do
		if [ -r "$AWS_SESSIONS_NAME" ]; then
			. "$AWS_SESSIONS_NAME"
			break
		fi
	done
fi
if [[ $(trap -p INT) == *BASH_SOURCE* ]]; then
	trap - INT
fi
unset AWS_SESSIONS_OWN_AGAIN
. "$AWS_SESSIONS_BIN/own.sh"
unset AWS_SESSIONS_BIN
