import { expect, test } from '@jest/globals'
import { cgroupParents } from '../../src/os/cgroup-files.ts'

const mount = (root: string, point: string) =>
  `24 1 0:20 / /proc rw - proc proc rw\n30 25 0:26 ${root} ${point} rw,nosuid shared:4 - cgroup2 cgroup2 rw\n`

test.each([
  [
    'the group of this process',
    mount('/', '/sys/fs/cgroup'),
    '0::/user/x.scope\n',
    ['/sys/fs/cgroup/user/x.scope', '/sys/fs/cgroup'],
  ],
  [
    'the top, where it is there',
    mount('/', '/sys/fs/cgroup/unified'),
    '1:cpu:/a\n0::/\n',
    ['/sys/fs/cgroup/unified'],
  ],
  ['what the mount shows of it', mount('/docker/1', '/cg'), '0::/docker/1/in\n', ['/cg/in', '/cg']],
  ['the top, where it is outside of the namespace', mount('/', '/cg'), '0::/../b\n', ['/cg']],
  ['a mount with a space in its name', mount('/', '/a\\040b'), '0::/\n', ['/a b']],
  ['nothing, where version 2 is not mounted', '30 25 0:26 / /cg rw - cgroup cgroup rw\n', '', []],
])('a group is made in %s', (_, mountInfo, own, expected) => {
  expect(cgroupParents(mountInfo, own)).toEqual(expected)
})
