/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates: parsed, walked and shown. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/view.h"
#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"

const char fuzz_name[] = "cert";

static void spans_inside(const struct cert *c)
{
    const struct span spans[] = {c->tbs,        c->serial,      c->issuer,     c->subject,
                                 c->spki,       c->inner_alg,   c->outer_alg,  c->signature,
                                 c->issuer_uid, c->subject_uid, c->extensions, c->key_id,
                                 c->aki.key_id, c->aki.issuer,  c->aki.serial};

    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        REQUIRE(spans[i].n == 0 || span_contains(c->der, spans[i]));
    for (unsigned i = 0; i < c->num_defects && i < CERT_DEFECTS; i++) {
        REQUIRE(c->defects[i].err != ERR_OK);
        REQUIRE(c->defects[i].at.n == 0 || span_contains(c->der, c->defects[i].at));
    }
}

static void extensions(const struct cert *c)
{
    struct span list = c->extensions;
    struct fail f = {0};
    struct extension x;
    struct access access;

    while (extension_next(&list, &x, &f))
        REQUIRE(span_contains(c->extensions, x.raw));
    if (c->ext[EXT_AIA].present) {
        struct span it = c->ext[EXT_AIA].val;
        while (access_next(&it, &access))
            REQUIRE(span_contains(c->der, access.method_content));
    }
}

/* A list in which the log of the first timestamp has the key and the names of the certificate. */
static void show_logs(const struct cert *c, const struct style *style)
{
    struct ct_log log = {.description = c->issuer,
                         .operator_name = c->subject,
                         .state_name = c->serial,
                         .key = c->key,
                         .until = INT64_MAX};
    const struct log_list list = {.logs = &log, .num = 1};
    const struct cert_logs logs = {.list = &list, .cert = c, .next = c};
    struct fail fail = {0};
    struct span scts, raw;
    struct sct sct;
    struct buf b;

    if (!c->ext[EXT_SCT_LIST].present ||
        sct_list_of_ext(&scts, c->ext[EXT_SCT_LIST].val, &fail) != ERR_OK ||
        !sct_list_next(&scts, &raw, &fail) || sct_parse(&sct, raw, &fail) != ERR_OK)
        return;
    log.id = sct.log_id;
    buf_init(&b, FUZZ_CAP);
    cert_logs_text(&b, &logs, style);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(cert_logs_json(&b, "-", &logs) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct style style = {.columns = 80};
    struct span der = span_of(data, size);
    struct fail f = {0};
    struct cert c;
    struct buf b;

    enum err e = cert_parse(&c, der, &f);
    REQUIRE(e == f.err);
    if (e != ERR_OK) {
        REQUIRE(f.at.n == 0 || span_contains(der, f.at));
        return 0;
    }
    spans_inside(&c);
    extensions(&c);
    cert_is_self_issued(&c);

    struct pubkey *key = NULL;
    if (c.key.err == ERR_OK && pubkey_new(&key, &c.key) == ERR_OK)
        REQUIRE(pubkey_verify(key, &c.sigalg, c.tbs, c.signature) != ERR_OK ||
                c.sigalg.kind != SIG_UNKNOWN);
    pubkey_free(key);

    buf_init(&b, FUZZ_CAP);
    cert_text(&b, &c, &style);
    cert_short(&b, &c);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(cert_json(&b, "-", &c) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
    show_logs(&c, &style);
    return 0;
}
