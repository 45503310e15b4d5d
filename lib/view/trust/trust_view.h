/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust_view: anchors of stores, compared and checked, as text and JSON. */
#ifndef TB_LIB_VIEW_TRUST_TRUST_VIEW_H
#define TB_LIB_VIEW_TRUST_TRUST_VIEW_H

#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* How an anchor answers what was searched for. */
enum anchor_match {
    MATCH_NONE, /* nothing was searched for */
    MATCH_NAME,
    MATCH_SHA256,
    MATCH_SHA1,
    MATCH_CERTIFICATE, /* it is the certificate of the file … */
    MATCH_KEY,         /* … has its key … */
    MATCH_ISSUER,      /* … or has the name and the key identifier of its issuer */
    MATCH_ISSUER_NAME, /* the name of its issuer, and another key identifier */
    MATCH_COUNT
};
extern const char *const anchor_match_names[MATCH_COUNT];

/* An anchor of a store. */
struct trust_anchor {
    const char *store; /* its name */
    const struct link *link;
    const char *format; /* of its file: "pem", "certdata" … */
    size_t num_copies;  /* how often the store has it again */
    bool is_distrusted; /* the store has it to say that nobody may trust it */
    enum anchor_match match;
};

/* The anchors of a store. */
struct trust_shelf {
    const char *name;
    const char *origin; /* the files and directories that were read: "a, b" */
    struct trust_anchor *anchors;
    size_t num;
    struct trust_anchor *distrusted; /* what it has, and trusts for nothing */
    size_t num_distrusted;
    const struct anchor_block **named; /* what it distrusts without a certificate: by issuer and
                                        * number, by a digest, or a key */
    size_t num_named;
};

/* trust_shelf_heading appends "NAME (ORIGIN): 142 trust anchors". */
void trust_shelf_heading(struct buf *out, const struct trust_shelf *shelf,
                         const struct style *style);

/* trust_table appends a row for each anchor, and lines below it for what its store says besides. */
void trust_table(struct buf *out, const struct trust_anchor *anchors, size_t num, int64_t now,
                 const struct style *style);

/* trust_distrusted appends such a table of what the store distrusts, and how much it distrusts
 * without having the certificate; or nothing. */
void trust_distrusted(struct buf *out, const struct trust_shelf *shelf, int64_t now,
                      const struct style *style);

/* trust_blocks appends a heading with their number, and a line for each block of a store. */
void trust_blocks(struct buf *out, const char *english, const struct trust_shelf *shelf,
                  const struct style *style);

/* trust_found appends an anchor in full, with all stores that have it: `num` anchors of the same
 * certificate. */
void trust_found(struct buf *out, const struct trust_anchor *anchors, size_t num, int64_t now,
                 const struct style *style);

/* trust_anchor_json appends the line of an anchor: the common keys, and those of the anchor. */
enum err trust_anchor_json(struct buf *out, const struct trust_anchor *anchor) MUST_CHECK;

/* trust_anchor_keys appends the keys of an anchor, from `store` to `constraints`. */
void trust_anchor_keys(struct json_writer *json, const struct trust_anchor *anchor);

#endif
