// SPDX-License-Identifier: GPL-3.0-or-later

// A client on Deno's rustls for the interop tables: deno run -A client-deno.js PORT ROOT HOW TIMES
// requests the page by connectTls or fetch, and prints the last answer.
const [port, root, how, times] = Deno.args;
const caCerts = [Deno.readTextFileSync(root)];

async function connectTls() {
    const connection = await Deno.connectTls({ hostname: "localhost", port: Number(port), caCerts });
    await connection.write(
        new TextEncoder().encode("GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
    );
    return await new Response(connection.readable).text();
}

const client = Deno.createHttpClient({ caCerts, poolMaxIdlePerHost: 0 });

async function byFetch() {
    const response = await fetch(`https://localhost:${port}/text`, { client });
    return `HTTP/1.1 ${response.status}\r\n\r\n${await response.text()}`;
}

let answer;
for (let i = 0; i < Number(times); i++) {
    answer = await (how === "fetch" ? byFetch() : connectTls());
}
console.log(answer);
