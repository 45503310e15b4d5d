// SPDX-License-Identifier: GPL-3.0-or-later

// A client on node:tls for the interop tables, for Node and Bun: client-node.js PORT ROOT TIMES
// [OPTIONS], which are those of tls.connect.  Every visit after the first one brings the session of
// the one before.  Prints the last answer.
const fs = require("fs");
const tls = require("tls");
const [port, root, times, options] = process.argv.slice(2);
const request = "GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

function visit(left, session) {
    let answer = "";
    const socket = tls.connect({
        host: "127.0.0.1",
        port: Number(port),
        servername: "localhost",
        ca: fs.readFileSync(root),
        session,
        ...Function("fs", `return {${options ?? ""}}`)(fs),
    });
    socket.setEncoding("utf8");
    socket.on("secureConnect", () => socket.write(request));
    socket.on("session", (ticket) => (session = ticket));
    socket.on("data", (text) => (answer += text));
    socket.on("error", (error) => {
        console.error(error.message);
        process.exit(1);
    });
    socket.on("close", () => (left > 1 ? visit(left - 1, session) : console.log(answer)));
}

visit(Number(times));
