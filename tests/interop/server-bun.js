// SPDX-License-Identifier: GPL-3.0-or-later

// A server on Bun's own HTTP and BoringSSL for the interop tables: bun server-bun.js PORT CERT KEY
const [port, cert, key] = process.argv.slice(2);

Bun.serve({
    hostname: "127.0.0.1",
    port: Number(port),
    tls: { cert: Bun.file(cert), key: Bun.file(key) },
    fetch: () => new Response("hi\n"),
});
