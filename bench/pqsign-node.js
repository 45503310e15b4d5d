// SPDX-License-Identifier: GPL-3.0-or-later
// The same as bench/pqsign.c, by the OpenSSL in Node (24.6 or later).
'use strict';
const crypto = require('node:crypto');
const { performance } = require('node:perf_hooks');

const rounds = 200;
const calls = 10;
const signatures = 1000;

function mean(run, calls)
{
    const start = performance.now();
    for (let i = 0; i < calls; i++)
        run(i);
    return (performance.now() - start) * 1000 / calls;
}

function smallest(run)
{
    let best = Infinity;
    for (let round = 0; round < rounds; round++)
        best = Math.min(best, mean(run, calls));
    return best;
}

for (const name of ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']) {
    const type = name.toLowerCase();
    const { publicKey, privateKey } = crypto.generateKeyPairSync(type);
    const message = Buffer.alloc(32);
    const signature = crypto.sign(null, message, privateKey);
    const signing = mean((i) => crypto.sign(null, Buffer.alloc(32, i & 255), privateKey),
        signatures);
    console.log(name, smallest(() => crypto.generateKeyPairSync(type)).toFixed(2),
        signing.toFixed(2),
        smallest(() => crypto.verify(null, message, publicKey, signature)).toFixed(2));
}
