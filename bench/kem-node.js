// SPDX-License-Identifier: GPL-3.0-or-later
// The same as bench/kem.c, by the OpenSSL in Node (24.7 or later).
'use strict';
const crypto = require('node:crypto');
const { performance } = require('node:perf_hooks');

const rounds = 400;
const calls = 10;

function smallest(run)
{
    let best = Infinity;
    for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        for (let i = 0; i < calls; i++)
            run();
        best = Math.min(best, (performance.now() - start) * 1000 / calls);
    }
    return best.toFixed(2);
}

for (const name of ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024']) {
    const type = name.toLowerCase();
    const { publicKey, privateKey } = crypto.generateKeyPairSync(type);
    const { ciphertext } = crypto.encapsulate(publicKey);
    console.log(name, smallest(() => crypto.generateKeyPairSync(type)),
        smallest(() => crypto.encapsulate(publicKey)),
        smallest(() => crypto.decapsulate(privateKey, ciphertext)));
}
