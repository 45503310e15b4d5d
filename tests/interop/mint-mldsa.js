// SPDX-License-Identifier: GPL-3.0-or-later

// Certificates with ML-DSA keys (RFC 9881) for the interop tables, which Debian's OpenSSL cannot
// make: node mint-mldsa.js, in a folder with the root's root.pem and root.key.  Writes mldsa44,
// mldsa65, mldsa87 and client-mldsa44, … (.pem and .key), issued by the root, and mldsa-chain, an
// ML-DSA-44 leaf that an ML-DSA-87 intermediate issued.
const crypto = require("crypto");
const fs = require("fs");

function der(tag, ...parts) {
    const value = Buffer.concat(parts);
    const size = value.length;
    const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
    return Buffer.concat([Buffer.from([tag, ...length]), value]);
}
const sequence = (...parts) => der(0x30, ...parts);
const oid = (hex) => der(6, Buffer.from(hex, "hex"));
const octets = (value) => der(4, value);
const yes = der(1, Buffer.from([255]));
const extension = (id, critical, value) =>
    sequence(oid(id), ...(critical ? [yes] : []), octets(value));
const time = (date) =>
    der(0x17, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, "").slice(2)));
const name = (text) =>
    sequence(der(0x31, sequence(oid("550403"), der(12, Buffer.from(text)))));

// The AlgorithmIdentifiers of signatures: ecdsa-with-SHA256, and ML-DSA without parameters.
const signatures = {
    ec: sequence(oid("2a8648ce3d040302")),
    "ml-dsa-44": sequence(oid("608648016503040311")),
    "ml-dsa-65": sequence(oid("608648016503040312")),
    "ml-dsa-87": sequence(oid("608648016503040313")),
};

const serverAuth = "2b06010505070301";
const clientAuth = "2b06010505070302";
const day = 86400000;
const now = Date.now();
const keyIds = new Map();

// issue: a certificate for the key, by an issuer {name, key, id}, as PEM; the purpose is "CA" or the
// OID of an extended key usage.
function issue(subject, publicKey, issuer, purpose) {
    const spki = publicKey.export({ type: "spki", format: "der" });
    const keyId = crypto.createHash("sha256").update(spki).digest().subarray(0, 20);
    const algorithm = signatures[issuer.key.asymmetricKeyType];
    const ca = purpose === "CA";
    const extensions = [
        extension("551d13", true, ca ? sequence(yes) : sequence()),
        extension("551d0f", true, der(3, Buffer.from(ca ? [1, 6] : [7, 128]))),
        extension("551d0e", false, octets(keyId)),
        extension("551d23", false, sequence(der(0x80, issuer.id))),
    ];
    if (!ca) {
        extensions.push(
            extension("551d11", false, sequence(der(0x82, Buffer.from("localhost")))),
            extension("551d25", false, sequence(oid(purpose))),
        );
    }
    const tbs = sequence(
        der(0xa0, der(2, Buffer.from([2]))),
        der(2, Buffer.concat([Buffer.from([1]), crypto.randomBytes(15)])),
        algorithm,
        issuer.name,
        sequence(time(new Date(now - day)), time(new Date(now + 20 * day))),
        name(subject),
        spki,
        der(0xa3, sequence(...extensions)),
    );
    const digest = issuer.key.asymmetricKeyType === "ec" ? "sha256" : null;
    const signature = crypto.sign(digest, tbs, issuer.key);
    const cert = sequence(tbs, algorithm, der(3, Buffer.from([0]), signature));
    keyIds.set(subject, keyId);
    const lines = cert.toString("base64").replace(/.{64}/g, "$&\n");
    return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

const root = new crypto.X509Certificate(fs.readFileSync("root.pem"));
const rootKey = root.publicKey.export({ type: "spki", format: "der" });
const rootIssuer = {
    name: name(root.subject.replace("CN=", "")),
    key: crypto.createPrivateKey(fs.readFileSync("root.key")),
    // As OpenSSL makes it: SHA-1 of the point (RFC 5280 4.2.1.2).
    id: crypto.createHash("sha1").update(rootKey.subarray(-65)).digest(),
};

function write(file, certificates, privateKey) {
    fs.writeFileSync(`${file}.pem`, certificates);
    fs.writeFileSync(`${file}.key`, privateKey.export({ type: "pkcs8", format: "pem" }));
}

for (const kind of ["ml-dsa-44", "ml-dsa-65", "ml-dsa-87"]) {
    const { publicKey, privateKey } = crypto.generateKeyPairSync(kind);
    const file = kind.replaceAll("-", "");
    write(file, issue(kind, publicKey, rootIssuer, serverAuth), privateKey);
    const client = crypto.generateKeyPairSync(kind);
    const cert = issue("client", client.publicKey, rootIssuer, clientAuth);
    write(`client-${file}`, cert, client.privateKey);
}
const ca = crypto.generateKeyPairSync("ml-dsa-87");
const caCert = issue("ML-DSA CA", ca.publicKey, rootIssuer, "CA");
const caIssuer = { name: name("ML-DSA CA"), key: ca.privateKey, id: keyIds.get("ML-DSA CA") };
const leaf = crypto.generateKeyPairSync("ml-dsa-44");
write("mldsa-chain", issue("leaf", leaf.publicKey, caIssuer, serverAuth) + caCert, leaf.privateKey);
