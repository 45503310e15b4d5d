/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_parts: the parts that certificates, requests and CRLs have in common. */
#ifndef TB_LIB_VIEW_CERT_SHOW_PARTS_H
#define TB_LIB_VIEW_CERT_SHOW_PARTS_H

#include "lib/view/cert/elements.h"
#include "lib/view/text/tree_writer.h"

/* show_key is a public key with its numbers, pin and key id. */
void show_key(struct tree_writer *d, const struct keyinfo *k, struct span spki);

/* show_sigalg is an AlgorithmIdentifier: its short name, its OID and, for PSS, its parameters. */
void show_sigalg(struct tree_writer *d, const struct sigalg *a);

/* show_digests is the fingerprints of a whole object. */
void show_digests(struct tree_writer *d, struct span der);

/* show_next opens the object of the next item that is a SEQUENCE, which *one then reads; show_rest
 * closes it, with what is wrong with it.  Items that cannot be read stand between as such. */
bool show_next(struct tree_writer *d, struct elements *list, struct der *one);
void show_rest(struct tree_writer *d, struct elements *list, struct der *one);

/* show_oid is an OID, or "not readable". */
void show_oid(struct tree_writer *d, const char *key, struct span content, bool is_read);

/* show_gnames is the content of a GeneralNames as a list. */
void show_gnames(struct tree_writer *d, const char *key, struct span content);

/* show_open starts the JSON line of an object: the common keys, no findings, its type. */
struct tree_writer show_open(struct buf *out, const char *input, const char *type);
enum err show_close(struct tree_writer *d) MUST_CHECK;

#endif
