export const HELP = `Usage: gatehouse <command>

  migrate                Bring the database of DATABASE_URL up to date. Safe to run again.
  seed [--small]         Fill an empty demo database: two tenants, their people and 90 days of events.
                         --small: the six named people and 200 events each.
  invite <tenant-slug> <email> [name]
                         Mail the first Owner of a tenant a link that works once.
  invite-operator <email> [name]
                         Mail somebody who runs this installation a link that works once, to the operator console.
  verify <tenant-slug>   Recompute a tenant's audit log and say what was found. Ends with 1 on a fault.
  verify receipt <file> --key <key>
                         Check a leaver receipt offline, against the key of the organisation that you know (or a
                         file that holds it). Ends with 1 when it does not hold.
  settings               Print the configuration table of README.md.
  help                   This text.

Settings come from the environment; README.md lists them. LOG_LEVEL=debug shows where an error came from.
`
