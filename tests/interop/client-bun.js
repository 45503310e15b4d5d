// SPDX-License-Identifier: GPL-3.0-or-later

// A client on Bun's own HTTP and BoringSSL for the interop tables: bun client-bun.js PORT ROOT
const [port, root] = process.argv.slice(2);

const response = await fetch(`https://localhost:${port}/text`, {
    tls: { ca: Bun.file(root) },
    keepalive: false,
});
console.log(`HTTP/1.1 ${response.status}\r\n\r\n${await response.text()}`);
