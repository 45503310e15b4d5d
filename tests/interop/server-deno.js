// SPDX-License-Identifier: GPL-3.0-or-later

// A server on Deno's rustls for the interop tables: deno run -A server-deno.js PORT CERT KEY
const [port, cert, key] = Deno.args;
const answer = new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi\n");
const listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: Number(port),
    cert: Deno.readTextFileSync(cert),
    key: Deno.readTextFileSync(key),
    alpnProtocols: ["http/1.1"],
});

async function serve(connection) {
    const request = new Uint8Array(4096);
    if (await connection.read(request)) {
        await connection.write(answer);
    }
    connection.close();
}

for (;;) {
    try {
        serve(await listener.accept()).catch(() => {});
    } catch {
        // A client whose handshake failed.
    }
}
