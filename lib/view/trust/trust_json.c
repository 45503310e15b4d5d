/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anchors as JSON. */
#include "config.h"

#include "lib/path/purpose.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/safe.h"
#include "lib/view/trust/anchor_words.h"

enum { TEXT_CAP = 1 << 20 };

const char *const anchor_match_names[MATCH_COUNT] = {
    [MATCH_NONE] = NULL,
    [MATCH_NAME] = "name",
    [MATCH_SHA256] = "sha256",
    [MATCH_SHA1] = "sha1",
    [MATCH_CERTIFICATE] = "certificate",
    [MATCH_KEY] = "key",
    [MATCH_ISSUER] = "issuer",
    [MATCH_ISSUER_NAME] = "issuer-name",
};

static void put_digest(struct json_writer *json, const char *key, struct span bytes)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, bytes);
    jw_hex(json, key, span_of(digest, digest_size(DIGEST_SHA256)));
}

static void put_purposes(struct json_writer *json, const struct link *link)
{
    jw_list(json, "purposes");
    for (enum purpose p = PURPOSE_SERVER; p <= PURPOSE_ANY; p++) {
        if (anchor_is_for(link, p))
            jw_str(json, NULL, purpose_names[p]);
    }
    jw_list_end(json);
}

static void put_dates(struct json_writer *json, const struct anchor_terms *terms)
{
    struct anchor_date dates[ANCHOR_DATES];

    anchor_dates(dates, terms);
    for (size_t i = 0; i < ANCHOR_DATES; i++)
        jw_time_read(json, dates[i].key, dates[i].is_set, dates[i].time);
    if (terms->path_len >= 0)
        jw_int(json, "path_length", terms->path_len);
    else
        jw_null(json, "path_length");
}

/* The constraints of the store and those of the certificate; null if there are none. */
static void put_constraints(struct json_writer *json, const struct anchor_terms *terms,
                            const struct cert_ext *own)
{
    if (terms->constraints.n == 0 && !own->present) {
        jw_null(json, "constraints");
        return;
    }
    jw_list(json, "constraints");
    if (terms->constraints.n > 0)
        anchor_subtrees_json(json, "store", terms->constraints);
    if (own->present)
        anchor_subtrees_json(json, "certificate", own->val);
    jw_list_end(json);
}

/* The sets of terms after the first. */
static void put_more_terms(struct json_writer *json, const struct anchor_terms *terms)
{
    static const struct cert_ext none;
    bool is_choice;

    jw_list(json, "more_terms");
    while ((terms = anchor_terms_next(terms, &is_choice)) != NULL) {
        jw_open(json, NULL);
        jw_bool(json, "either", is_choice);
        put_dates(json, terms);
        put_constraints(json, terms, &none);
        jw_close(json);
    }
    jw_list_end(json);
}

void trust_anchor_keys(struct json_writer *json, const struct trust_anchor *anchor)
{
    const struct anchor_terms *terms = anchor_terms_of(anchor->link);
    const struct cert *c = anchor->link->cert;
    struct buf text;

    jw_str(json, "store", anchor->store);
    buf_init(&text, TEXT_CAP);
    safe_name(&text, c->subject);
    jw_buf_read(json, "subject", name_is_readable(c->subject), &text);
    jw_hex_read(json, "serial", c->serial.n > 0, label_serial(c->serial));
    jw_hex(json, "sha256", span_of(c->fingerprint, sizeof c->fingerprint));
    put_digest(json, "spki_sha256", c->spki);
    jw_time_read(json, "not_before", c->has_not_before, c->not_before);
    jw_time_read(json, "not_after", c->has_not_after, c->not_after);
    buf_init(&text, TEXT_CAP);
    keyinfo_print(&text, &c->key);
    jw_buf_read(json, "key", c->key.algorithm_content.n > 0, &text);
    put_purposes(json, anchor->link);
    put_dates(json, terms);
    put_constraints(json, terms, &c->ext[EXT_NC]);
    put_more_terms(json, terms);
}

enum err trust_anchor_json(struct buf *out, const struct trust_anchor *anchor)
{
    struct json_writer json = {.out = out};

    envelope_open(&json, "trust", anchor->store, REASON_OK);
    jw_list(&json, "findings");
    jw_list_end(&json);
    trust_anchor_keys(&json, anchor);
    jw_str(&json, "origin", anchor->link->origin);
    jw_str(&json, "format", anchor->format);
    jw_bool(&json, "distrusted", anchor->is_distrusted);
    if (anchor->match != MATCH_NONE)
        jw_str(&json, "match", anchor_match_names[anchor->match]);
    return envelope_close(&json);
}
