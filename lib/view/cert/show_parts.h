/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_parts: the parts that certificates, requests and CRLs have in common. */
#ifndef TB_LIB_VIEW_CERT_SHOW_PARTS_H
#define TB_LIB_VIEW_CERT_SHOW_PARTS_H

#include "lib/view/text/tree_writer.h"

/* show_key is a public key with its numbers, pin and key id. */
void show_key(struct doc *d, const struct keyinfo *k, struct span spki);

/* show_sigalg is an AlgorithmIdentifier: its short name, its OID and, for PSS, its parameters. */
void show_sigalg(struct doc *d, const struct sigalg *a);

/* show_digests is the fingerprints of a whole object. */
void show_digests(struct doc *d, struct span der);

/* show_open starts the JSON line of an object: the common keys, no findings, its type. */
struct doc show_open(struct buf *out, const char *input, const char *type);
enum err show_close(struct doc *d) MUST_CHECK;

#endif
