#!/bin/sh
# Creates Temporal's two databases and brings their schemas up to date. Safe to run at every start: the tool leaves a
# database that exists, skips the set-up of a schema that is newer, and applies only the updates that are missing.
set -eu
: "${POSTGRES_SEEDS:?}" "${POSTGRES_USER:?}" "${POSTGRES_PWD:?}"
# The tool reads the password from its environment; as an argument any process could see it.
export SQL_PASSWORD="$POSTGRES_PWD"

set_up() {
  database="$1"
  updates="/etc/temporal/schema/postgresql/v12/$2/versioned"
  # Given a folder without updates the tool does nothing and reports success.
  [ -d "$updates" ] || { echo "no schema updates at $updates in this image" >&2; exit 1; }
  tool create-database
  tool setup-schema --version 0.0
  tool update-schema --schema-dir "$updates"
}

tool() {
  temporal-sql-tool --plugin postgres12 --endpoint "$POSTGRES_SEEDS" --port "${DB_PORT:-5432}" \
    --user "$POSTGRES_USER" --database "$database" "$@"
}

set_up temporal temporal
set_up temporal_visibility visibility
