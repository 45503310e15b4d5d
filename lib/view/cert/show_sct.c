/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed certificate timestamps (RFC 6962 3.2, 3.3). */
#include "config.h"

#include "lib/ct/sct.h"
#include "lib/view/cert/show_ext.h"

/* SignatureAndHashAlgorithm (RFC 5246 7.4.1.4.1). */
static void put_algorithm(struct tree_writer *tree, unsigned hash, unsigned signature)
{
    static const char *const hashes[] = {"none",   "MD5",    "SHA1",  "SHA224",
                                         "SHA256", "SHA384", "SHA512"};
    static const char *const signatures[] = {"anonymous", "RSA", "DSA", "ECDSA"};
    struct buf text;

    buf_init(&text, 64);
    if (hash < sizeof hashes / sizeof hashes[0] &&
        signature < sizeof signatures / sizeof signatures[0])
        buf_printf(&text, "%s-%s", signatures[signature], hashes[hash]);
    else
        buf_printf(&text, "0x%02x%02x", hash, signature);
    tw_buf(tree, "algorithm", &text);
}

/* One timestamp (RFC 6962 3.2).  One that does not decode is shown as bytes. */
static void put_sct(struct tree_writer *tree, struct span raw)
{
    struct fail fail = {0};
    struct sct sct;

    tw_open(tree, NULL);
    if (sct_parse(&sct, raw, &fail) != ERR_OK) {
        tw_hex(tree, "bytes", raw);
        tw_close(tree);
        return;
    }
    tw_int(tree, "version", 1);
    tw_hex(tree, "log_id", sct.log_id);
    tw_time(tree, "time", (int64_t)(sct.timestamp_ms / 1000));
    put_algorithm(tree, sct.hash, sct.kind);
    tw_hex(tree, "signature", sct.signature);
    if (sct.extensions.n > 0)
        tw_hex(tree, "extensions", sct.extensions);
    if (sct.leaf_index >= 0)
        tw_int(tree, "leaf_index", sct.leaf_index);
    tw_close(tree);
}

void show_scts(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct fail f = {0};
    struct span list, raw;
    enum err e = sct_list_of_ext(&list, val, &f);

    tw_list(tree, "timestamps");
    while (e == ERR_OK && sct_list_next(&list, &raw, &f))
        put_sct(tree, raw);
    if (f.err != ERR_OK) {
        tw_unread(tree, NULL);
        fail_set(fail, f.err, f.at);
    }
    tw_list_end(tree);
}
