#!/bin/sh
# Makes Temporal's two databases and brings their tables to this release; run again, it changes nothing.
# SQL_PLUGIN, SQL_HOST, SQL_PORT and SQL_USER are read by the tool itself.
set -eu

SQL_PASSWORD=$(cat /run/secrets/postgres_password)
export SQL_PASSWORD

# DATABASE SCHEMA: those of the image, which are of its release.
bring_up_to_date() {
  temporal-sql-tool --database "$1" create
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema \
    --schema-dir "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
