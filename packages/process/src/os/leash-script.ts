/**
 * The leash, for any POSIX shell; only builtins, so that it needs no PATH.
 *
 * It reads `+ PID STARTTIME` and `- PID` and keeps a list ` PID:STARTTIME PID:STARTTIME `. At end of file
 * the host is dead. A group is ended unless its number is proved to belong to someone else by now: a leader
 * that is gone proves nothing, since its number stays taken as long as its group lives. Descendants that
 * left their group are looked up before anyone is killed, because orphans cannot be traced. SIGKILL goes
 * first, so that nobody thawed by SIGCONT runs on. `kill -KILL -PID` is the one spelling that dash, bash
 * and every busybox understand. What is not a number above 1 is not taken: `kill -KILL -1` would end
 * every process of the user.
 */
export const leashScript = [
  "trap '' HUP INT QUIT TERM",
  "held=' '",
  'while read -r sign pid born; do',
  "  case $pid in '' | *[!0-9]* | 0* | 1) continue ;; esac",
  '  case $sign in',
  '  +) held="$held$pid:$born " ;;',
  '  -) case $held in *" $pid:"*)',
  '       after=${held#*" $pid:"}',
  '       held="${held%%" $pid:"*} ${after#* }" ;;',
  '     esac ;;',
  '  esac',
  'done',
  'roots=',
  'for entry in $held; do',
  '  pid=${entry%%:*} born=${entry#*:} stat=',
  '  read -r stat < "/proc/$pid/stat"',
  '  set -- ${stat##*) }',
  '  if [ -z "${20}" ] || [ "$born" = - ] || [ "$born" = "${20}" ]; then roots="$roots $pid"; fi',
  'done',
  'strays=',
  'set -- $roots',
  'while [ $# -gt 0 ]; do',
  '  for list in "/proc/$1/task/"*/children; do',
  '    children=',
  '    read -r children < "$list"',
  '    strays="$strays $children"',
  '    set -- "$@" $children',
  '  done',
  '  shift',
  'done',
  'for pid in $roots $strays; do kill -KILL "-$pid"; done',
  'for pid in $strays; do kill -KILL "$pid"; done',
  'for pid in $roots $strays; do kill -CONT "-$pid"; done',
  'for pid in $strays; do kill -CONT "$pid"; done',
].join('\n')
