globalThis.isFrozen = expect.toBeFrozen
