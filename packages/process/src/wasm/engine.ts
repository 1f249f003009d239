/** A `WebAssembly.Module`; its type comes with the DOM's declarations, which Node programs need not have. */
export type CompiledModule = object

/** What a module exports or imports. */
export interface ModuleItem {
  readonly name: string
  /** `function`, `memory`, `table`, `global` or `tag`. */
  readonly kind: string
}

interface Engine {
  compile(bytes: Uint8Array): Promise<CompiledModule>
  readonly Module: {
    exports(module: CompiledModule): ModuleItem[]
    imports(module: CompiledModule): (ModuleItem & { readonly module: string })[]
  }
}

/** What this host compiles WebAssembly with. */
export const engine = (): Engine => (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

/** Whether it is a compiled module. A Jest sandbox has another class of that name. */
export function isCompiled(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Module]'
}
