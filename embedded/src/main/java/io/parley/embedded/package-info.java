/// The stores that Parley brings along for a machine on which nothing is installed: a MongoDB
/// server in Java on one file, and a Redis server as a child process.
///
/// Both listen on loopback alone and speak their real wire protocols, so the services run unchanged
/// drivers against them. They are made for one laptop and for tests: some 100,000 messages, a kill
/// of the process survived, a power cut not. Nothing here knows Spring or a service.
@NullMarked
package io.parley.embedded;

import org.jspecify.annotations.NullMarked;
