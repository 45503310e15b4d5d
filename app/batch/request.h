/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request: one line of `verify --batch`: a chain, and what it is judged for.
 *
 *     {"id": 7, "chain": ["MII…", "MII…"], "host": "www.example.org"}
 *
 * All spans point into the line or into the arena.
 */
#ifndef TB_APP_BATCH_REQUEST_H
#define TB_APP_BATCH_REQUEST_H

#include "app/verify/verifier.h"
#include "lib/x509/bundle.h"

/* The longest id, as it is written.  The most JSON values of a line: those of a chain of a thousand
 * certificates. */
enum { REQUEST_ID_MAX = 4096, REQUEST_VALUES_MAX = 1024 };

/* One object of the chain, and the string that it is from, counted from 0. */
struct request_item {
    struct item item;
    size_t string;
};

struct request {
    struct span id;             /* as it is written, a string or a number; empty: not given */
    struct span id_bytes;       /* the string decoded, or the characters of the number */
    struct request_item *items; /* of all strings of the chain, in their order */
    size_t num_items, cap_items;
    struct reference_id host; /* HOST_NONE: not given */
    struct span host_text;    /* as it is written */
    int64_t at;               /* AT_NOW: not given */
    int purpose, profile;     /* REQUEST_UNSET: not given */

    const char *origin; /* the file of requests, from the caller: where the certificates are from */
};

enum { REQUEST_UNSET = -1 };

/*
 * request_parse reads a line, with or without its line feed.  That a certificate does not decode is
 * no error here: request_certs finds it.  Errors, with the place in *fail: JSON_*, REQUEST_*,
 * TIME_TEXT, HOST_*, and those of the arena.  The id is there in spite of an error if it was read
 * before it and is not there twice.
 */
enum err request_parse(struct request *out, struct span line, struct arena *arena,
                       struct fail *fail) MUST_CHECK;

/* request_settings is what the chain is judged by: the defaults, with what the request gives in
 * their place.  Errors, with the place in *fail: those of verify_settings_check. */
enum err request_settings(struct verify_settings *out, const struct request *request,
                          const struct verify_settings *defaults, struct fail *fail) MUST_CHECK;

/* request_error appends what is wrong with a line, without a line feed: "byte 17: no such key: hots
 * (did you mean host?)". */
void request_error(struct buf *out, const struct fail *fail, struct span line);

/* request_hint is what to do about a line of JSON that another program wrote in another form, or
 * NULL. */
const char *request_hint(const struct fail *fail, struct span line);

/*
 * request_certs parses the certificates as `verify` parses those of a file: the first one is
 * judged, the others are helpers, and broken ones among them are left out.  If the first one does
 * not decode, that is the error, and *why, which is empty before, is the sentence for it.
 * known: what other chains brought, or NULL.
 */
enum err request_certs(struct chain_certs *out, const struct request *request, struct known *known,
                       struct buf *why, struct arena *arena) MUST_CHECK;

#endif
