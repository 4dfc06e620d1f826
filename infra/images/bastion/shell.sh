# A shell people can read: who they are, where, and a pager that knows colours. No history: the record is kept elsewhere.
export TERM="${TERM:-xterm-256color}" LESS='-R -F -X' PAGER=less
unset HISTFILE
PS1='\u@bastion:\w\$ '
