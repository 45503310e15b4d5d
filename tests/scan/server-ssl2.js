// SPDX-License-Identifier: GPL-3.0-or-later

// Answers each CLIENT-HELLO of SSL 2.0 with a SERVER-HELLO, and closes whatever else comes:
// node server-ssl2.js PORT CERTIFICATE.der
const fs = require('fs');
const [port, file] = process.argv.slice(2);
const certificate = fs.readFileSync(file);
const kinds = Buffer.from('0100800700c0', 'hex'); // RC4 with MD5, and 3DES with MD5
const id = Buffer.alloc(16, 0x5a);

function u16(...numbers) {
    return Buffer.concat(numbers.map((n) => Buffer.from([n >> 8, n & 0xff])));
}

// SERVER-HELLO, no session ID hit, an X.509 certificate, version 2, three lengths.
const hello = Buffer.concat([Buffer.from([4, 0, 1]),
    u16(2, certificate.length, kinds.length, id.length), certificate, kinds, id]);

require('net').createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
        if ((bytes[0] & 0x80) !== 0 && bytes[2] === 1)
            socket.write(Buffer.concat([u16(0x8000 | hello.length), hello]));
        else
            socket.end();
    });
}).listen(port, '127.0.0.1');
