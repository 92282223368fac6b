import { sql } from "kysely";

/** The status of an ended run that is opened again: it continues where it was, and keeps an output that it has. */
export const reopenedStatus = sql<string>`case when output_at is not null then 'evaluating' when started_at is not null then 'running' else 'pending' end`;
