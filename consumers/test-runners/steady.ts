import { dirname } from 'node:path'

/**
 * A text without what differs from run to run: ids, times, pids, and when output arrives. Of stack frames only
 * those in the project's own files stay.
 */
export function steady(text: string, folder: string): string {
  return text
    .split('\n')
    .filter(
      (line) => !/^ +at /.test(line) || (line.includes(folder) && !line.includes('node_modules')),
    )
    .filter((line) => !line.includes(' runtime stdout: '))
    .join('\n')
    .replaceAll(folder, '<project>')
    .replaceAll(dirname(folder), '<runner>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\+\d+[.]\d{3} s/g, '+<s> s')
    .replaceAll(/(pids?|"pid":|pid:) \d+(, \d+)*/g, '$1 <pid>')
    .replaceAll(/\d+([.]\d+)? ms/g, '<n> ms')
    .replaceAll(/[\d.]+ s(?=[,)]|$)/gm, '<n> s')
}
