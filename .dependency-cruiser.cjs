/** DESIGN: who may import whom. Every rule is an error and says what it protects. */

const DOMAIN = '^src/server/domains/([^/]+)/'
// Fixtures are parts of tests: nothing else may import them.
const TEST = '[.](test|fixture)[.]tsx?$'

/**
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Modules that need each other cannot be understood, tested or moved apart. Types may refer to each other.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('no-unresolved', 'An import that leads nowhere breaks at run time only.', {}, { couldNotResolve: true }),
    forbid(
      'app-is-routes-only',
      'Pages compose and route files adapt: rules and queries live in domains, reached through their index.',
      { path: '^src/app/' },
      {
        path: '^(src|prisma|scripts|bench|e2e)/',
        pathNot: [
          '^src/(app|components|trpc|contracts)/',
          '^src/server/(api|http)/',
          '^src/server/domains/[^/]+/index[.]ts$',
        ],
      },
    ),
    forbid(
      'components-know-no-server',
      'What is imported here is sent to browsers: server code would leak, so components take types only.',
      { path: '^src/components/', pathNot: TEST },
      {
        path: '^(src|prisma|scripts|bench|e2e)/',
        pathNot: '^src/(components|trpc|contracts)/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'trpc-reaches-the-api-only',
      'The client side of the API knows its contract, not what stands behind it.',
      { path: '^src/trpc/' },
      { path: '^src/server/', pathNot: '^src/server/api/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'transports-adapt-domains',
      'A router, handler, job or command is permission, contract and one domain call, through the index.',
      { path: '^src/(server/(api|http|jobs)|cli)/', pathNot: TEST },
      {
        path: '^(src|bench|e2e|scripts)/',
        pathNot: [
          '^src/(server/(api|http|jobs)|cli)/',
          '^src/server/domains/[^/]+/index[.]ts$',
          '^src/server/platform/',
          '^src/contracts/',
        ],
      },
    ),
    forbid(
      'transports-do-not-mix',
      'Two doors, one operation: what the console and the machines share is a domain operation.',
      { path: '^src/server/(api|http|jobs)/', pathNot: TEST },
      { path: '^src/(server/(api|http|jobs)|cli)/', pathNot: '^src/server/$1/' },
    ),
    forbid(
      'domains-depend-inwards',
      'A domain uses its own files, other domains, the platform and contracts; it knows no transport and no page.',
      { path: DOMAIN, pathNot: TEST },
      { path: '^(src|prisma|scripts|bench|e2e)/', pathNot: '^src/(server/(domains|platform)|contracts)/' },
    ),
    forbid(
      'domains-meet-at-their-index',
      'The index is the only public surface of a domain; what it does not export may change freely.',
      { path: DOMAIN },
      { path: DOMAIN, pathNot: ['^src/server/domains/$1/', '^src/server/domains/[^/]+/index[.]ts$'] },
    ),
    forbid(
      'nobody-reaches-into-a-domain',
      'The index is the only public surface of a domain; what it does not export may change freely.',
      { path: '^(src|prisma|bench|e2e)/', pathNot: [DOMAIN, TEST] },
      { path: DOMAIN, pathNot: '^src/server/domains/[^/]+/index[.]ts$' },
    ),
    forbid(
      'ground-domains-know-no-product-domains',
      'Everything stands on these six; were they to need compliance, reports or detection, nothing could be built alone.',
      { path: '^src/server/domains/(tenancy|identity|directory|access|audit|keys)/' },
      { path: '^src/server/domains/(compliance|reports|detection)/' },
    ),
    forbid(
      'platform-knows-no-domain',
      'The platform is what domains stand on.',
      { path: '^src/server/platform/', pathNot: TEST },
      { path: '^(src|prisma|scripts|bench|e2e)/', pathNot: '^src/(server/platform|contracts)/' },
    ),
    forbid(
      'contracts-stand-alone',
      'Contracts are shared with browsers and integrators: local imports are contracts only.',
      { path: '^src/contracts/', pathNot: TEST },
      { path: '^(src|prisma|scripts|bench|e2e)/', pathNot: '^src/contracts/' },
    ),
    forbid(
      'contracts-import-zod-only',
      'What a contract imports, every browser downloads.',
      { path: '^src/contracts/', pathNot: TEST },
      { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    ),
    forbid(
      'contracts-need-no-node',
      'Contracts run in browsers.',
      { path: '^src/contracts/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'sdk-stands-alone',
      'Integrators install the SDK without the server.',
      { path: '^src/sdk/', pathNot: TEST },
      { path: '^(src|prisma|scripts|bench|e2e)/', pathNot: '^src/(sdk|contracts)/' },
    ),
    forbid(
      'nothing-imports-the-process',
      'main.ts, scripts, bench and e2e are where programs begin; the test database shares the launcher of Postgres.',
      { pathNot: ['^(scripts|bench|e2e)/', '^src/testing/', '^(vitest|playwright)[.]config[.]ts$'] },
      { path: ['^(scripts|bench|e2e)/', '^src/server/main[.]ts$'] },
    ),
    forbid(
      'tests-only',
      'What serves tests is no part of the product.',
      { path: '^(src|prisma)/', pathNot: [TEST, '^src/testing/'] },
      { path: ['^src/testing/', TEST] },
    ),
    forbid(
      'demo-stays-apart',
      'The demo providers sign in anybody; only the seeds may know their addresses.',
      { path: '^src/', pathNot: ['^src/demo/', '^src/(cli|testing)/', TEST] },
      { path: '^src/demo/' },
    ),
    forbid(
      'demo-is-not-our-code-under-test',
      'A provider that shared code with the sign-in it is used to check would share its mistakes.',
      { path: '^src/demo/' },
      { path: '^src/(app|server)/' },
    ),
    forbid(
      'jackson-has-one-adapter',
      'The sign-in library keeps its tables outside row-level security and is never trusted alone (ADR).',
      // The bench runs a bare one as its reference.
      {
        pathNot: ['^src/server/domains/identity/[^/]*jackson[^/]*[.]ts$', '^bench/(sign-in|scim/jackson-server)[.]ts$'],
      },
      { path: 'node_modules/@boxyhq/saml-jackson/' },
    ),
    forbid(
      'database-clients-stay-in-the-platform',
      'Queries go through withTenant or withSystem; a client of its own would have no tenant.',
      {
        path: '^src/',
        pathNot: [
          '^src/server/platform/',
          '^src/(cli|testing)/',
          '^src/server/domains/identity/[^/]*jackson[^/]*[.]ts$',
          TEST,
        ],
      },
      {
        path: ['node_modules/(pg|@prisma/adapter-pg)/', '^src/server/platform/db/generated/'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'no-development-packages-at-run-time',
      'devDependencies are not installed where the product runs.',
      { path: '^src/', pathNot: [TEST, '^src/testing/'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
    forbid(
      'no-undeclared-packages',
      'A package that only another package brings can vanish with it.',
      { path: '^(src|prisma|scripts|bench|e2e)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^[.]next/', '^[.]data/', '^src/server/platform/db/generated/.*/(?!client[.]ts)'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    skipAnalysisNotInRules: true,
  },
}
