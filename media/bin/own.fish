# Read by fish after the person's configuration: gives the shell the identity of one session, whatever it was before,
# and leaves nothing behind but that. The names are the extension's own; the values stand beside them under other names.
function __aws_sessions_own
	for name in (string split --no-empty ' ' -- "$AWS_SESSIONS_OWN_UNSET")
		set --erase --global $name
		if set --query --universal --export $name
			# fish hands it to programs wherever it is not the name of something else, and only its end keeps it from them.
			echo "AWS Sessions: $name is a universal variable of fish, and can't be taken out of one terminal alone. To end it everywhere: set -eU $name" >&2
		end
	end
	for name in (string split --no-empty ' ' -- "$AWS_SESSIONS_OWN_SET")
		set --local from AWS_SESSIONS_OWN_$name
		set --global --export $name $$from
		set --erase --global $from
	end
	set --erase --global AWS_SESSIONS_OWN_SET
	set --erase --global AWS_SESSIONS_OWN_UNSET
	set --erase --global AWS_SESSIONS_OWN_AGAIN
end
__aws_sessions_own
functions --erase __aws_sessions_own
