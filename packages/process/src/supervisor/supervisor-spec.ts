import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { Spawner } from '../task/self.ts'
import type { ChildSpecOf, SupervisorSpecOf } from './supervision.ts'
import type { SupervisorHandleOf } from './supervisor-handle.ts'

/** How a child is started, restarted and stopped. `H` is what its start resolves with. */
export type ChildSpec<H extends ProcessHandle = ProcessHandle> = ChildSpecOf<Spawner, H>

/** Children, and what becomes of them when one of them ends. */
export type SupervisorSpec = SupervisorSpecOf<Spawner>

/** A supervisor: a process among others, which may be a child of another one. */
export type SupervisorHandle = SupervisorHandleOf<Spawner>
