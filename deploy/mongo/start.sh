#!/bin/bash
# A member of the replica set: mongod wants the key file for itself alone, which a mounted secret is not.
set -eu
install -m 400 -o mongodb -g mongodb /run/secrets/mongo-keyfile /tmp/keyfile
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/keyfile --bind_ip_all
