import { seedDemo } from '#seed/seed-demo.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/** `gatehouse seed [--small]` */
export async function runSeed(args: string[]): Promise<number> {
  const unknown = args.find((argument) => argument !== '--small')
  if (unknown)
    throw new AppError({
      code: 'invalid_input',
      message: `seed knows no ${JSON.stringify(unknown)}; it takes --small or nothing.`,
    })
  const seeded = await seedDemo({
    small: args.includes('--small'),
    settings: process.env,
    now: new Date(),
    made: ({ slug, people, events, seconds }) => {
      process.stdout.write(`seeded ${slug}: ${people} people, ${events} events (${seconds.toFixed(1)} s)\n`)
    },
  })
  if (!seeded) process.stdout.write('There are tenants already; nothing was seeded.\n')
  return 0
}
