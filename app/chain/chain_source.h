/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_source: the list of certificates that is sent, or that a server is configured to send: from
 * one file or several, one after the other, or a connection.
 */
#ifndef TB_APP_CHAIN_CHAIN_SOURCE_H
#define TB_APP_CHAIN_CHAIN_SOURCE_H

#include "app/connect/endpoint.h"
#include "app/passphrase.h"
#include "app/verify/trust_inputs.h"

struct chain_source {
    struct cert_input *inputs;
    size_t num_inputs;
    struct link *links; /* in their order */
    size_t *places;     /* of the links: see struct sent_cert */
    size_t num_links, cap_links, cap_places;
    size_t num_unreadable;
    size_t leaf; /* the one that is judged */
};

/* What reading files needs. */
struct chain_reading {
    struct output *out;
    struct passphrase *passphrase; /* of PKCS#12 */
    struct arena *arena;
};

/* chain_source_read reads files in the order in which they are named.  An error is in *why, with
 * the file's name. */
enum err chain_source_read(struct chain_source *out, const char *const *paths, size_t num,
                           const struct chain_reading *reading, struct buf *why) MUST_CHECK;

/* chain_source_leaf finds the certificate to judge: the one that the key fits (NULL: none is
 * known), else the first that is no CA, else the first that issued no other.  If only CAs are left,
 * and something does not decode, that may have been the leaf: its error is returned. */
enum err chain_source_leaf(struct chain_source *source, const struct privkey *key,
                           struct arena *arena, struct buf *why) MUST_CHECK;

/* chain_source_loses is true if the file is one of those that were read, and has more than
 * certificates in it, such as a private key: written again it would be without that.  keeps_key: a
 * private key would be in it. */
bool chain_source_loses(const struct chain_source *source, const char *path, bool keeps_key);

/* chain_source_serve takes the list that a server has sent; its first certificate is the leaf (RFC
 * 9846 4.5.1).  TLS_LEAF_DECODE if that does not decode. */
enum err chain_source_serve(struct chain_source *out, const struct endpoint *endpoint,
                            struct arena *arena, struct buf *why) MUST_CHECK;

void chain_source_close(struct chain_source *source); /* accepts a zero struct */

#endif
