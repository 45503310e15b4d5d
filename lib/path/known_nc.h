/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known_nc: the name constraints of certificates that others share, as they were read.
 *
 * An entry is found by the digest of the certificate and has no addresses: where the bases are in
 * the certificate, and the ids of directory names, which cost most to find.  Constraints that are
 * malformed, or have very many bases, are not kept.
 */
#ifndef TB_LIB_PATH_KNOWN_NC_H
#define TB_LIB_PATH_KNOWN_NC_H

#include "lib/path/known_table.h"
#include "lib/path/ncread.h"

struct known_nc {
    struct known_table table;
};

/* Nothing is kept, nor found, in NULL. */
enum err known_nc_init(struct known_nc *known, size_t max_bytes) MUST_CHECK;
void known_nc_free(struct known_nc *known); /* accepts a zero struct */

/* known_nc_form is true, with what namecon_decode found, if the constraints of this CA are kept. */
bool known_nc_form(struct fail *out, const struct known_nc *known, const struct cert *ca);

/* known_nc_find sets *found and, if so, *out to what reading the constraints of this CA gives.
 * It points into the CA's DER and the arena.  LIMIT if the arena is
 * full. */
enum err known_nc_find(bool *found, struct nc_lists *out, const struct known_nc *known,
                       const struct cert *ca, struct arena *arena) MUST_CHECK;

/* known_nc_add keeps the constraints of a CA that others share. */
void known_nc_add(struct known_nc *known, const struct nc_lists *lists, const struct cert *ca);

#endif
