/**
 * The leash, for any POSIX shell; only builtins, so that it needs no PATH, but for removing empty folders.
 *
 * It reads `+ SUBJECT BORN` and `- SUBJECT` and keeps a list ` SUBJECT:BORN SUBJECT:BORN `. A subject is the pid
 * of a group's leader, `@` and the pid of anybody else, the path of a control group, or a mark, which is an entry of
 * an environment. At end of file the host is dead, and so is every copy of it that it was just about to turn into a child.
 *
 * A group is ended unless its number is proved to belong to someone else by now: a leader that is gone proves
 * nothing, since its number stays taken as long as its group lives. Descendants that left their group are looked
 * up before anyone is killed, because orphans cannot be traced, and stopped, because who is stopped forks no more;
 * that is repeated until nobody new is found. SIGKILL goes before SIGCONT, so that nobody runs on. `kill -KILL -PID` is the
 * one spelling that dash, bash and every busybox understand. What is not a number above 1 is not taken: `kill -KILL -1`
 * would end every process of the user. Anybody else than a leader is
 * ended only if it is proved to be the one that was meant.
 *
 * A mark is looked for in the environment of everyone who was started at BORN or later, until nobody new is
 * found. Whose environment has no end is about to get one: the kernel sets it last when it executes a program.
 * Threads of the kernel, which have bit 21 of their flags set, never have one.
 *
 * Whoever was on the way into a control group may enter it until it is removed, and cannot go on after that. No
 * folder is touched but those named `sim-…` that have the files of a group, and those below them that have, too.
 */
export const leashScript = [
  "trap '' HUP INT QUIT TERM",
  'is_group() { [ -e "$1/cgroup.kill" ] && [ -e "$1/cgroup.events" ] && [ -e "$1/cgroup.freeze" ]; }',
  "held=' '",
  'while read -r sign subject born; do',
  '  case $subject in',
  '  /*/../* | /*/./* | /*/) continue ;; /*/sim-*) ;; /*) continue ;;',
  '  [A-Z_a-z]*=*) case $sign$born in + | +*[!0-9]*) continue ;; esac ;;',
  '  @ | @*[!0-9]* | @0* | @1) continue ;; @*) ;;',
  "  '' | *[!0-9]* | 0* | 1) continue ;;",
  '  esac',
  '  case $sign in',
  '  +) held="$held$subject:$born " ;;',
  '  -) case $held in *" $subject:"*)',
  '       after=${held#*" $subject:"}',
  '       held="${held%%" $subject:"*} ${after#* }" ;;',
  '     esac ;;',
  '  esac',
  'done',
  'set -f',
  "roots= groups= marks= since= strays=' ' news=1",
  'for entry in $held; do',
  '  subject=${entry%:*} born=${entry##*:} stat=',
  '  case $subject in',
  '  /*) ! is_group "$subject" || groups="$groups $subject" ; continue ;;',
  '  *=*) marks="$marks $subject"',
  '    [ "$born" -ge "${since:-$born}" ] || since=$born',
  '    since=${since:-$born} ; continue ;;',
  '  esac',
  '  pid=${subject#@}',
  '  read -r stat < "/proc/$pid/stat"',
  '  set -- ${stat##*) }',
  '  case $subject in @*) [ "$born" != "${20}" ] || strays="$strays$pid " ; continue ;; esac',
  '  if [ -z "${20}" ] || [ "$born" = - ] || [ "$born" = "${20}" ]; then roots="$roots $subject"; fi',
  'done',
  'set +f',
  'for pid in $roots; do kill -STOP "-$pid"; done',
  'for pid in $strays; do kill -STOP "$pid"; done',
  'while [ -n "$news" ]; do',
  '  news=',
  '  set -- $roots $strays',
  '  while [ $# -gt 0 ]; do',
  '    for list in "/proc/$1/task/"*/children; do',
  '      children=',
  '      read -r children < "$list"',
  '      for child in $children; do',
  '        case $strays in *" $child "*) continue ;; esac',
  '        kill -STOP "$child"',
  '        strays="$strays$child " news=1',
  '        set -- "$@" "$child"',
  '      done',
  '    done',
  '    shift',
  '  done',
  'done',
  'for group in $groups; do echo 1 > "$group/cgroup.kill"; done',
  'for pid in $roots $strays; do kill -KILL "-$pid"; done',
  'for pid in $strays; do kill -KILL "$pid"; done',
  'for pid in $roots $strays; do kill -CONT "-$pid"; done',
  'for pid in $strays; do kill -CONT "$pid"; done',
  'passed=" $$ " looks=0',
  'while [ -n "$marks" ] && [ $looks -lt 50 ]; do',
  '  looks=$((looks + 1)) news=',
  '  for folder in /proc/[1-9]*; do',
  '    pid=${folder#/proc/} stat= environment=',
  '    case $passed in *" $pid "*) continue ;; esac',
  '    read -r stat < "$folder/stat"',
  '    set -- ${stat##*) }',
  '    if [ "${20:-0}" -lt "$since" ] || [ $(($7 & 2097152)) -ne 0 ]; then passed="$passed$pid " ; continue ; fi',
  '    [ "$1" != Z ] && [ -r "$folder/environ" ] || continue',
  '    if [ "${49}" = 0 ]; then news=1 ; continue ; fi',
  '    while read -r line || [ -n "$line" ]; do environment="$environment$line"; done < "$folder/environ"',
  '    set -f',
  '    for mark in $marks; do',
  '      case $environment in *"$mark"*) kill -KILL "$pid" ; passed="$passed$pid " news=1 ; break ;; esac',
  '    done',
  '    set +f',
  '  done',
  '  [ -n "$news" ] || break',
  'done',
  'PATH=/bin:/usr/bin looks=0',
  'remove() {',
  '  for inner in "$1"/*/; do ! is_group "${inner%/}" || remove "${inner%/}"; done',
  '  rmdir "$1"',
  '}',
  'for group in $groups; do',
  '  while is_group "$group" && [ $looks -lt 2000 ]; do',
  '    looks=$((looks + 1))',
  '    echo 1 > "$group/cgroup.kill"',
  '    remove "$group"',
  '  done',
  'done',
].join('\n')
