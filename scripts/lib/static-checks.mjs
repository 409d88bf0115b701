import { tooLongFiles } from './file-lengths.mjs'
import { runTool } from './run-tool.mjs'

const tool = (name, ...args) => ({
  name,
  run: async ({ root, node, signal }) => runTool({ root, node, args, signal }),
})

/** Each counts as one test. In pairs: a slow one beside quick ones. */
export const STATIC_CHECKS = [
  tool('types', 'node_modules/typescript7/bin/tsc', '--noEmit', '--project', '.'),
  tool('lint and format', 'node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off', '.'),
  {
    name: 'file lengths',
    run: async ({ root }) => {
      const found = tooLongFiles(root)
      return { code: found.length > 0 ? 1 : 0, output: found.join('\n') }
    },
  },
  tool(
    'dependency rules',
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err-long',
    'src',
    'prisma',
    'scripts',
    'bench',
    'e2e',
  ),
  tool('dead code', 'node_modules/knip/bin/knip.js', '--no-progress'),
]
