#!/bin/sh
# Run once by PostgreSQL's own image when its data are new: the role of the web, the workers and the keeper, which may
# only add to the log. What it may do else, the migrations grant to portico_app.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$POSTGRES_WEB_PASSWORD" <<'SQL'
CREATE ROLE portico_app NOLOGIN;
CREATE ROLE portico_web LOGIN PASSWORD :'password' IN ROLE portico_app;
SQL
