/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_parts: the parts that certificates, requests and CRLs have in common. */
#ifndef TB_LIB_VIEW_CERT_SHOW_PARTS_H
#define TB_LIB_VIEW_CERT_SHOW_PARTS_H

#include "lib/view/cert/elements.h"
#include "lib/view/text/tree_writer.h"

/* show_key shows a public key with its numbers, its pin and its key identifier. */
void show_key(struct tree_writer *tree, const struct keyinfo *key, struct span spki);

/* show_sigalg shows an AlgorithmIdentifier: its short name, its OID, and the parameters of PSS. */
void show_sigalg(struct tree_writer *tree, const struct sigalg *alg);

/* show_digests shows the fingerprints and the size of a whole object. */
void show_digests(struct tree_writer *tree, struct span der);

/* show_next opens an object for the next item that is a SEQUENCE, and *one then reads its content.
 * Items that are no SEQUENCE are shown as unreadable.  show_rest closes the object, with the item's
 * error if it has one. */
bool show_next(struct tree_writer *tree, struct elements *list, struct der *one);
void show_rest(struct tree_writer *tree, struct elements *list, struct der *one);

/* show_oid shows an OID, or "not readable". */
void show_oid(struct tree_writer *tree, const char *key, struct span content, bool is_read);

/* show_gnames shows the content of a GeneralNames as a list. */
void show_gnames(struct tree_writer *tree, const char *key, struct span content);

/* show_mtc_proof shows what a Merkle Tree certificate has in place of a signature. */
void show_mtc_proof(struct tree_writer *tree, const struct cert *cert);

/* show_open starts the JSON line of an object: the common keys, no findings, and its type.
 * show_close ends the line. */
struct tree_writer show_open(struct buf *out, const char *input, const char *type);
enum err show_close(struct tree_writer *tree) MUST_CHECK;

#endif
