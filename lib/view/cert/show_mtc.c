/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proof that a Merkle Tree certificate has in place of a signature
 * (draft-ietf-plants-merkle-tree-certs 6.1): the certificate is an entry of a log, the entry is in
 * a subtree of that log, and cosigners have signed the subtree.  Nothing of it is verified.
 */
#include "config.h"

#include "lib/asn1/oid.h"
#include "lib/base/hex.h"
#include "lib/base/rd.h"
#include "lib/view/cert/show_parts.h"

/* The fields of an MTCProof. */
struct proof {
    uint64_t start, end;
    struct span hashes, signatures;
};

static uint64_t u48(struct rd *r)
{
    uint64_t high = rd_u16(r);

    return high << 32 | rd_u32(r);
}

/* One SubtreeSignature; false at the end of the list, or at an error. */
static bool next_signature(struct rd *list, struct span *cosigner, struct span *signature)
{
    if (!rd_more(list))
        return false;
    *cosigner = rd_vec8(list, 1, UINT8_MAX);
    *signature = rd_vec16(list, 0, UINT16_MAX);
    return list->fail->err == ERR_OK;
}

static bool read_proof(struct proof *out, struct span bytes)
{
    struct fail fail = {0};
    struct rd r = rd_init(bytes, &fail);
    struct span cosigner, signature;

    rd_vec16(&r, 0, UINT16_MAX); /* extensions of the log entry: none are defined */
    out->start = u48(&r);
    out->end = u48(&r);
    out->hashes = rd_vec16(&r, 0, UINT16_MAX);
    out->signatures = rd_vec16(&r, 0, UINT16_MAX);
    if (rd_end(&r) != ERR_OK)
        return false;
    r = rd_init(out->signatures, &fail);
    while (next_signature(&r, &cosigner, &signature))
        ;
    return fail.err == ERR_OK;
}

static void put_signatures(struct tree_writer *tree, struct span list)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct span cosigner, signature;

    tw_list(tree, "signatures");
    while (next_signature(&r, &cosigner, &signature)) {
        struct buf text;

        buf_init(&text, 1 << 16);
        if (!oid_print_relative(&text, cosigner))
            hex_encode(&text, cosigner, 0);
        tw_open(tree, NULL);
        tw_buf(tree, "cosigner", &text);
        tw_hex(tree, "signature", signature);
        tw_close(tree);
    }
    tw_list_end(tree);
}

/* The serial number is the number of the log, and 48 bits for that of the entry. */
static void put_entry(struct tree_writer *tree, struct span serial)
{
    uint64_t number = 0;

    /* Neither a negative number nor one that is larger. */
    if (serial.n == 0 || (serial.p[0] & 0x80) != 0 || serial.n > 9 ||
        (serial.n == 9 && serial.p[0] != 0))
        return;
    for (size_t i = 0; i < serial.n; i++)
        number = number << 8 | serial.p[i];
    tw_int(tree, "log", (int64_t)(number >> 48));
    tw_int(tree, "index", (int64_t)(number & 0xffffffffffff));
}

void show_mtc_proof(struct tree_writer *tree, const struct cert *cert)
{
    struct proof proof;

    if (!read_proof(&proof, cert->signature)) {
        tw_unread(tree, "mtc_proof");
        return;
    }
    tw_open(tree, "mtc_proof");
    put_entry(tree, cert->serial);
    tw_int(tree, "start", (int64_t)proof.start);
    tw_int(tree, "end", (int64_t)proof.end);
    tw_hex(tree, "inclusion_proof", proof.hashes);
    put_signatures(tree, proof.signatures);
    tw_close(tree);
}
