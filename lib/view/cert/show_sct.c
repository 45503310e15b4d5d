/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signed certificate timestamps (RFC 6962 3.2, 3.3).
 *
 * With a log list each is given its log, and its signature is verified if the certificate's issuer
 * is there: a log signs for the issuer's key.  The certificate after this one is its issuer if its
 * key has signed it.
 */
#include "config.h"

#include "lib/ct/log_list.h"
#include "lib/ct/sct.h"
#include "lib/path/evidence.h"
#include "lib/view/cert/show_ext.h"

/* What all timestamps of one list have in common. */
struct sct_walk {
    const struct cert_logs *logs; /* NULL: there is no log list */
    struct sct_entry entry;
    struct buf tbs;
    enum err err; /* why the entry is not there */
    int left;     /* how many timestamps are still verified */
};

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

static bool has_issued(const struct cert *issuer, const struct cert *cert)
{
    struct pubkey *key = NULL;

    if (pubkey_new(&key, &issuer->key) != ERR_OK)
        return false;
    bool has = pubkey_verify(key, &cert->sigalg, cert->tbs, cert->signature) == ERR_OK;
    pubkey_free(key);
    return has;
}

/* The precertificate is rebuilt once for all timestamps. */
static void open_walk(struct sct_walk *walk, const struct cert_logs *logs)
{
    *walk = (struct sct_walk){.left = SCT_MAX, .err = ERR_SCT_ISSUER};
    if (logs == NULL || logs->list == NULL)
        return;
    walk->logs = logs;
    buf_init(&walk->tbs, logs->cert->tbs.n);
    if (logs->next != NULL && has_issued(logs->next, logs->cert))
        walk->err = sct_entry_rebuild(&walk->entry, &walk->tbs, logs->cert, logs->next);
}

static enum sct_status check(struct sct_walk *walk, const struct sct *sct, const struct ct_log *log,
                             enum err *err)
{
    struct buf msg;

    *err = walk->err;
    if (*err == ERR_OK && walk->left-- <= 0)
        *err = ERR_LIMIT;
    if (*err != ERR_OK)
        return SCT_STATUS_UNCHECKED;
    buf_init(&msg, walk->entry.body.n + sct->raw.n + SCT_SIGNED_EXTRA);
    sct_signed(&msg, sct, &walk->entry);
    *err = msg.err != ERR_OK ? msg.err : sct_verify(sct, &log->key, buf_span(&msg));
    buf_free(&msg);
    if (*err != ERR_OK)
        return SCT_STATUS_INVALID;
    if (log_takes(log, walk->logs->cert->not_after))
        return SCT_STATUS_VALID;
    *err = ERR_SCT_INTERVAL;
    return SCT_STATUS_INTERVAL;
}

/* Text of the list; null if it has none. */
static void put_listed(struct tree_writer *tree, const char *key, struct span text)
{
    if (text.n > 0)
        tw_put(tree, key, text);
    else if (tw_is_json(tree))
        jw_null(&tree->j, key);
}

static void put_status(struct tree_writer *tree, enum sct_status status, enum err err)
{
    struct buf text;

    if (tw_is_json(tree)) {
        tw_str(tree, "status", sct_status_names[status]);
        jw_str(&tree->j, "error", err == ERR_OK ? NULL : err_id(err));
        return;
    }
    buf_init(&text, 1 << 10);
    if (err == ERR_SCT_ISSUER)
        buf_str(&text, "not checked: the issuer is not next in the file");
    else if (status == SCT_STATUS_UNCHECKED)
        buf_printf(&text, "not checked: %s", err_text(err));
    else if (status == SCT_STATUS_VALID)
        buf_str(&text, "valid: the log has signed for this certificate");
    else
        buf_printf(&text, "not valid: %s", err_text(err));
    tw_buf(tree, "status", &text);
}

/* Whose timestamp it is, and whether it is one. */
static void put_log(struct tree_writer *tree, struct sct_walk *walk, const struct sct *sct)
{
    const struct ct_log *log = log_list_find(walk->logs->list, sct->log_id);
    enum sct_status status = SCT_STATUS_UNKNOWN_LOG;
    enum err err = ERR_OK;

    if (log == NULL && !tw_is_json(tree)) {
        tw_str(tree, "log", "not in the list");
        return;
    }
    put_listed(tree, "log", log == NULL ? (struct span){0} : log->description);
    put_listed(tree, "operator",
               log == NULL ? (struct span){0} : log_operator_at(log, (int64_t)sct->timestamp_ms));
    put_listed(tree, "state", log == NULL ? (struct span){0} : log->state_name);
    if (log != NULL)
        status = check(walk, sct, log, &err);
    put_status(tree, status, err);
}

/* One timestamp (RFC 6962 3.2).  One that does not decode is shown as bytes. */
static void put_sct(struct tree_writer *tree, struct sct_walk *walk, struct span raw)
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
    if (walk->logs != NULL)
        put_log(tree, walk, &sct);
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
    struct sct_walk walk;
    enum err e = sct_list_of_ext(&list, val, &f);

    open_walk(&walk, tree->logs);
    tw_list(tree, "timestamps");
    while (e == ERR_OK && sct_list_next(&list, &raw, &f))
        put_sct(tree, &walk, raw);
    if (f.err != ERR_OK) {
        tw_unread(tree, NULL);
        fail_set(fail, f.err, f.at);
    }
    tw_list_end(tree);
    buf_free(&walk.tbs);
}
