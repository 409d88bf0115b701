export { migrateQueue } from './migrate-queue.ts'
