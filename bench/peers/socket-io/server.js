// A chat as many teams have it: Socket.IO, its Redis adapter, rooms, acknowledgements.
//
// node server.js NODE REDIS_URL ADDRESS_FILE [MONGODB_URI]
// With a store, a message is inserted before it is acknowledged and passed on.
import { createServer } from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';
import { createAdapter } from '@socket.io/redis-adapter';
import { MongoClient } from 'mongodb';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const [, , , redisUrl, addressFile, mongoUri] = process.argv;

const publisher = createClient({ url: redisUrl });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

let messages;
if (mongoUri) {
  const client = new MongoClient(mongoUri);
  await client.connect();
  messages = client.db().collection('messages');
}

const http = createServer();
const io = new Server(http, {
  adapter: createAdapter(publisher, subscriber),
  transports: ['websocket'],
  perMessageDeflate: false,
});

io.on('connection', (socket) => {
  const rooms = socket.handshake.query.rooms;
  socket.join(rooms ? rooms.split(',') : []);
  socket.on('send', async (room, text, acknowledge) => {
    if (messages) {
      await messages.insertOne({ room, text, at: new Date() }, { writeConcern: { w: 'majority' } });
    }
    socket.to(room).emit('message', text);
    acknowledge(text);
  });
});

http.listen(0, '127.0.0.1', () => {
  writeFileSync(`${addressFile}.new`, `http://127.0.0.1:${http.address().port}`);
  renameSync(`${addressFile}.new`, addressFile);
});
process.on('SIGTERM', () => process.exit(0));
