# Stands for bash's startup file: reads it, with VS Code's shell integration where that is, and then puts the identity
# of the terminal's session right once more.
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
unset AWS_SESSIONS_OWN_AGAIN
. "${BASH_SOURCE[0]%/*}/own.sh"
