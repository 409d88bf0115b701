import { describeFailure } from './describe-failure.ts'
import { HELP } from './help.ts'

/** Each command is loaded when it is asked for: `migrate` must not need what `seed` needs. */
const COMMANDS: Record<string, () => Promise<(args: string[]) => Promise<number>>> = {
  invite: async () => (await import('./run-invite.ts')).runInvite,
  'invite-operator': async () => (await import('./run-invite-operator.ts')).runInviteOperator,
  migrate: async () => (await import('./run-migrate.ts')).runMigrate,
  seed: async () => (await import('./run-seed.ts')).runSeed,
  settings: async () => (await import('./print-settings.ts')).printSettings,
  verify: async () => async (args) =>
    args[0] === 'receipt' && args.length > 1
      ? (await import('./run-verify-receipt.ts')).runVerifyReceipt(args.slice(1))
      : (await import('./run-verify.ts')).runVerify(args),
  help: async () => async () => {
    process.stdout.write(HELP)
    return 0
  },
}

async function main([name = 'help', ...args]: string[]): Promise<number> {
  const load = COMMANDS[/^(-h|--help)$/.test(name) ? 'help' : name]
  if (!load) {
    process.stderr.write(`There is no command ${JSON.stringify(name)}.\n\n${HELP}`)
    return 2
  }
  try {
    return await (await load())(args)
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`)
    if (process.env.LOG_LEVEL === 'debug') console.error(error)
    return 1
  }
}

process.exit(await main(process.argv.slice(2)))
