/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/privkey_file.h"

#include "lib/asn1/ber.h"
#include "lib/asn1/foreign.h"
#include "lib/asn1/pem.h"
#include "lib/base/hex.h"
#include "lib/base/lookup.h"

/* A key of 16384 bits takes 9.5 KiB of DER, and an encrypted one some more. */
enum { KEY_MAX = 1 << 16, HEADERS_MAX = 1024 };

/* EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING } (RFC 5958 3). */
static bool is_sealed(struct span der, struct span *algorithm, struct span *cipher)
{
    struct fail fail = {0};
    struct der all = der_open(der, &fail);
    struct der info = der_enter(&all, DER_SEQUENCE);

    *algorithm = der_raw(&info, DER_SEQUENCE);
    *cipher = der_octets(&info);
    der_end(&all);
    return fail.err == ERR_OK;
}

/* Appends a key in DER, decrypted if it is encrypted. */
static enum err put_der(struct buf *out, struct span der, const struct pbe_terms *terms)
{
    struct span algorithm, cipher;
    struct fail fail = {0};
    struct pbe pbe;

    if (!is_sealed(der, &algorithm, &cipher)) {
        buf_put(out, der);
        return out->err;
    }
    if (terms == NULL || terms->passphrase.p == NULL)
        return ERR_KEY_ENCRYPTED;
    TRY(pbe_read(&pbe, algorithm, &fail));
    return pbe_open(&pbe, out, cipher, terms);
}

/* The names of ciphers in DEK-Info, as encrypted PEM in use has them. */
static const struct {
    const char name[16];
    uint8_t cipher;
} dek_ciphers[] = {
    {ROW_TEXT("AES-128-CBC"), PBE_AES128}, {ROW_TEXT("AES-192-CBC"), PBE_AES192},
    {ROW_TEXT("AES-256-CBC"), PBE_AES256}, {ROW_TEXT("DES-EDE3-CBC"), PBE_3DES},
    {ROW_TEXT("DES-CBC"), PBE_DES},
};

/* Takes a line off the front of a text, without its end and the spaces there. */
static struct span take_line(struct span *text)
{
    struct span line = span_head(*text, span_find(*text, '\n'));

    *text = span_tail(*text, line.n + 1);
    while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' '))
        line.n--;
    return line;
}

/* Reads the value of DEK-Info (RFC 1421 4.6.1.3): a cipher, a comma, and the vector in hexadecimal,
 * whose first octets are the salt, too. */
static enum err read_dek(struct pbe *pbe, struct span value)
{
    size_t comma = span_find(value, ','), i = 0;
    struct span name = span_head(value, comma);
    struct fail fail = {0};
    struct buf iv;

    while (i < LOOKUP_COUNT(dek_ciphers) && !span_ieq(name, span_str(dek_ciphers[i].name)))
        i++;
    if (i == LOOKUP_COUNT(dek_ciphers))
        return ERR_PBE_UNKNOWN;
    *pbe = (struct pbe){
        .kdf = PBE_PEM, .cipher = (enum pbe_cipher)dek_ciphers[i].cipher, .iterations = 1};
    buf_init(&iv, PBE_BLOCK_MAX);
    enum err err = hex_decode(&iv, span_tail(value, comma + 1), &fail);
    if (err == ERR_OK && iv.n == pbe_cipher_block_size(pbe->cipher))
        memcpy(pbe->iv, iv.p, iv.n);
    else
        err = ERR_PBE_FORM;
    buf_free(&iv);
    return err;
}

/* Reads the headers, up to the empty line after them. */
static enum err read_headers(struct pbe *pbe, struct span *body)
{
    struct span head = SPAN_LIT("DEK-Info:"), line = take_line(body);
    bool found = false;

    while (line.n == 0 && body->n > 0)
        line = take_line(body);
    for (; line.n > 0; line = take_line(body)) {
        if (!span_ieq(span_head(line, head.n), head))
            continue;
        line = span_tail(line, head.n);
        while (line.n > 0 && line.p[0] == ' ')
            line = span_tail(line, 1);
        TRY(read_dek(pbe, line));
        found = true;
    }
    return found ? ERR_OK : ERR_PBE_FORM;
}

/* The body of a block with the headers of RFC 1421 4.6.1, which mean that it is encrypted. */
static enum err put_with_headers(struct buf *out, struct span body, const struct pbe_terms *terms)
{
    enum { SALT = 8 };
    struct fail fail = {0};
    struct buf cipher;
    struct pbe pbe;

    if (terms == NULL || terms->passphrase.p == NULL)
        return ERR_KEY_ENCRYPTED;
    TRY(read_headers(&pbe, &body));
    pbe.salt = span_of(pbe.iv, SALT);
    buf_init(&cipher, body.n);
    enum err err = pem_decode(&cipher, body, &fail);
    if (err == ERR_OK)
        err = pbe_open(&pbe, out, buf_span(&cipher), terms);
    buf_free(&cipher);
    return err;
}

/* A PEM block whose label names a private key. */
static enum err put_block(struct buf *out, const struct pem_block *block,
                          const struct pbe_terms *terms)
{
    struct fail fail = {0};
    struct buf der;

    if (block->label == PEM_DSA_PRIVATE_KEY)
        return ERR_KEY_UNKNOWN;
    buf_init(&der, KEY_MAX);
    enum err err = pem_decode(&der, block->body, &fail);
    if (err == ERR_OK)
        err = put_der(out, buf_span(&der), terms);
    else if (err == ERR_PEM_HEADERS)
        err = put_with_headers(out, block->body, terms);
    buf_wipe(&der);
    return err;
}

static bool is_key_label(enum pem_label label)
{
    return label == PEM_PRIVATE_KEY || label == PEM_RSA_PRIVATE_KEY ||
           label == PEM_EC_PRIVATE_KEY || label == PEM_DSA_PRIVATE_KEY ||
           label == PEM_ENCRYPTED_PRIVATE_KEY;
}

/* The first block that is a private key; others, such as the certificates in the same file, are
 * skipped.  A block of a foreign tool is remembered, for a better error than "no private key". */
static enum err put_pem(struct buf *out, struct span text, const struct pbe_terms *terms)
{
    struct pem_block block = {0};
    struct fail fail = {0};
    enum err none = ERR_NO_PRIVATE_KEY;

    while (pem_next(&text, &block, &fail)) {
        if (is_key_label(block.label))
            return put_block(out, &block, terms);
        if (foreign_label(block.label_text) != ERR_OK)
            none = foreign_label(block.label_text);
    }
    return fail.err != ERR_OK ? fail.err : none;
}

/* Base64 without its BEGIN and END lines, or a foreign format that gets its own error. */
static enum err put_other(struct buf *out, struct span text, const struct pbe_terms *terms)
{
    struct buf der;

    buf_init(&der, KEY_MAX);
    enum err err = pem_bare(&der, text) ? put_der(out, buf_span(&der), terms) : foreign_file(text);
    buf_wipe(&der);
    return err;
}

enum err privkey_file_der(struct buf *out, struct span bytes, const struct pbe_terms *terms)
{
    buf_init(out, bytes.n > KEY_MAX ? bytes.n : KEY_MAX);
    switch (pem_form(bytes)) {
    case FORM_EMPTY: return ERR_EMPTY_INPUT;
    case FORM_UTF16: return ERR_PEM_UTF16;
    case FORM_PEM: return put_pem(out, bytes, terms);
    case FORM_DER: return put_der(out, bytes, terms);
    case FORM_OTHER: break;
    }
    return put_other(out, bytes, terms);
}
