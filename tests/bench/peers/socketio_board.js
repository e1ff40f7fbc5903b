// A board on npm socket.io: `node tests/bench/peers/socketio_board.js` prints its port. POST as for the others.
// In its favour: its own heartbeat is off for the run.
import { createServer } from "node:http";
import { Server } from "socket.io";

const ROOM = "queue:75";
const http = createServer();
const boards = new Server(http, { transports: ["websocket"], pingInterval: 100_000_000 });
boards.on("connection", (socket) => socket.join(ROOM));
const publish = (size) => boards.to(ROOM).emit("d", { t: "d", row: "x".repeat(size) });

http.on("request", (request, response) => {
  const { pathname, search } = new URL(request.url, "http://localhost");
  if (pathname !== "/only-write") return;
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 2 });
  response.end("{}");
  publish(Number(search.slice(1)));
});
http.keepAliveTimeout = 100_000_000;
http.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => console.log(http.address().port));
