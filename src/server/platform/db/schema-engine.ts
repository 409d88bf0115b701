import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engineBindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type pg from 'pg'

type Bindings = typeof engineBindings & { __wbg_set_wasm(exports: WebAssembly.Exports): void }

let loaded: Promise<void> | undefined

/**
 * Prisma's schema engine as WebAssembly: no engine is downloaded. Node does not import `.wasm`
 * files without a flag on every version we accept, so the module is instantiated by hand.
 */
async function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const bytes = await readFile(entry.replace(/\.js$/, '.wasm'))
    const { instance } = await WebAssembly.instantiate(bytes, {
      './schema_engine_bg.js': engineBindings as unknown as WebAssembly.ModuleImports,
    })
    ;(engineBindings as Bindings).__wbg_set_wasm(instance.exports)
    ;(instance.exports as { __wbindgen_start(): void }).__wbindgen_start()
  })()
  await loaded
}

/** Opens the engine on a pool; the caller ends the pool. */
export async function openSchemaEngine(pool: pg.Pool): Promise<engineBindings.SchemaEngine> {
  await loadEngine()
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    // The adapter splits scripts on ';' and breaks function bodies; pg takes a script whole.
    adapter.executeScript = async (script: string) => {
      await pool.query(script)
    }
    return adapter
  }
  const Engine = engineBindings.SchemaEngine as unknown as {
    new: (
      options: { datamodels: undefined },
      log: (line: string) => void,
      adapter: unknown,
    ) => Promise<engineBindings.SchemaEngine>
  }
  return Engine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
}
