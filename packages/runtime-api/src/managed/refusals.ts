/** The largest body of `error` and `init/error` in bytes: 1 MiB. Exactly so many are accepted. Core: `rapi/server.go`. */
export const maxErrorBytes = 1024 * 1024

/** Why a transition is refused. Core: `core/states.go` of the managed core, which begins it with a small letter. */
export const managedTransitionReason = 'state transition is not allowed'
