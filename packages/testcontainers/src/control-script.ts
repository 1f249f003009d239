/**
 * The control of a sandbox, for any POSIX shell inside it; only builtins, so that it needs no program.
 *
 * It first says its own pid, which external extensions there are, one path a line, and `.`. Then it reads one
 * command a line and obeys in order:
 *
 * - `t`: answers with the process table and `.`. A line `PID STAT` for each thread, STAT as in `proc_pid_stat(5)`,
 *   the leading thread first; a line `m PID KIB` with the peak of its memory. It looks for further processes until
 *   there are none, so that whoever was forked by a process before that was listed is listed too.
 * - `s SIGNAL PID STARTTIME`: signals one process, if it is still the one that is meant.
 * - `g SIGNAL PID STARTTIME`: signals the group that it leads.
 * - `k PID STARTTIME`: kills its group, and the descendants that left the group. They are looked up first, because
 *   orphans cannot be traced.
 * - `w PID`: its leader has ended: kills what is left of a group, unless the number is taken again.
 *
 * The leading thread's state is read before the other threads are listed: once it is stopped none can be added.
 * `kill -KILL -PID` is the one spelling that dash, bash and every busybox understand.
 */
export const controlScript = `
is() {
  stat=
  read -r stat < "/proc/$1/task/$1/stat"
  set -- "$2" \${stat##*) }
  [ -n "\${21}" ] && [ "$1" = "\${21}" ]
}
threads() {
  stat=
  read -r stat < "$1/task/$2/stat"
  [ -n "$stat" ] || return
  printf '%s %s\\n' "$2" "$stat"
  for task in "$1"/task/[0-9]*; do
    case $task in */"$2") continue ;; esac
    stat=
    read -r stat < "$task/stat"
    [ -z "$stat" ] || printf '%s %s\\n' "$2" "$stat"
  done
  while read -r key value rest; do
    case $key in VmHWM:) printf 'm %s %s\\n' "$2" "$value"; break ;; esac
  done < "$1/status"
}
table() {
  seen=' '
  more=1
  while [ -n "$more" ]; do
    more=
    for dir in /proc/[0-9]*; do
      pid=\${dir#/proc/}
      case $seen in *" $pid "*) continue ;; esac
      seen="$seen$pid "
      more=1
      threads "$dir" "$pid"
    done
  done
  echo .
}
kill_tree() {
  group=$1
  strays=
  set -- "$1"
  while [ $# -gt 0 ]; do
    for list in "/proc/$1/task/"*/children; do
      children=
      read -r children < "$list"
      strays="$strays $children"
      set -- "$@" $children
    done
    shift
  done
  kill -KILL "-$group"
  kill -KILL "$group"
  for stray in $strays; do
    kill -KILL "-$stray"
    kill -KILL "$stray"
  done
}
exec 2>/dev/null
trap '' HUP INT QUIT TERM
echo "$$"
for path in /opt/extensions/* /opt/extensions/.*; do
  if [ -e "$path" ] && ! [ -d "$path" ]; then printf '%s\\n' "$path"; fi
done
echo .
while read -r op one two three; do
  case $op in
  t) table ;;
  s) if is "$two" "$three"; then kill "-$one" "$two"; fi ;;
  g) if is "$two" "$three"; then kill "-$one" "-$two" || kill "-$one" "$two"; fi ;;
  k) if is "$one" "$two"; then kill_tree "$one"; fi ;;
  w) if ! [ -e "/proc/$one" ]; then kill -KILL "-$one"; fi ;;
  esac
done
`
