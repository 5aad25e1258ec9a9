#!/bin/sh
# What this container is: web, worker, keeper, migrate or standin. Anything else is run as it is written.
set -eu

case "${1:-web}" in
  web)
    # Gunicorn's own variable; what is given there comes last and wins.
    export GUNICORN_CMD_ARGS="--workers 2 --worker-tmp-dir /dev/shm ${GUNICORN_CMD_ARGS:-}"
    exec gunicorn --bind "0.0.0.0:${PORT:-8000}" portal.wsgi
    ;;
  worker)
    shift
    exec python manage.py rqworker default "$@"
    ;;
  keeper)
    exec python manage.py keeplog
    ;;
  migrate)
    python manage.py migrate --no-input
    exec python manage.py syncreports
    ;;
  standin)
    python -m portal.embedded.grocery --into data
    exec python -m querylog.standin --data data --host 0.0.0.0 --port "${PORT:-8000}"
    ;;
  *)
    exec "$@"
    ;;
esac
