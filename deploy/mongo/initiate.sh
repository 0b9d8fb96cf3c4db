#!/bin/bash
# Runs once beside the members: forms the replica set and creates the platform's own user. Does nothing the second time.
set -eu

mongosh --quiet "mongodb://root@mongo-1/admin?directConnection=true" \
  --password "$(cat /run/secrets/mongo-root-password)" --eval '
  try {
    rs.status();
  } catch (notYet) {
    rs.initiate({
      _id: "rs0",
      members: [
        {_id: 0, host: "mongo-1:27017", priority: 2},
        {_id: 1, host: "mongo-2:27017"},
        {_id: 2, host: "mongo-3:27017"},
      ],
    });
  }
  while (!db.hello().isWritablePrimary) { sleep(200); }
  const parley = db.getSiblingDB("parley");
  if (!parley.getUser("parley")) {
    const password = require("fs").readFileSync("/run/secrets/mongo-password", "utf8").trim();
    parley.createUser({user: "parley", pwd: password, roles: [{role: "readWrite", db: "parley"}]});
  }
'
