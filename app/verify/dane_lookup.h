/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dane_lookup: the TLSA records that the DNS has of a service (--dane dns). */
#ifndef TB_APP_VERIFY_DANE_LOOKUP_H
#define TB_APP_VERIFY_DANE_LOOKUP_H

#include "app/verify/verify_settings.h"
#include "lib/net/net.h"
#include "lib/path/dane.h"

/* What all look-ups of a command have in common; in the arena that it was opened with. */
struct dane_lookup {
    const char *program;
    const char **anchors;
    size_t num_anchors;
    const char *servers; /* NULL: those of the system */
};

/* What the DNS has of one service. */
struct dane_found {
    struct dane_input input;
    const char *base; /* the TLSA base domain: the name, or what it is an alias of (RFC 7671 7) */
    struct reference_id base_id;
};

/* dane_lookup_is_asked: one of the values of --dane is "dns". */
bool dane_lookup_is_asked(const struct verify_settings *settings);

/* dane_lookup_open reads the root key, from --dane-anchor or its usual places, and finds the
 * program for the look-ups.  *wrong gets a line of text.  Errors: those of reading, DNSSEC_ANCHOR,
 * DNSSEC_PROGRAM, LIMIT. */
enum err dane_lookup_open(struct dane_lookup *lookup, const struct verify_settings *settings,
                          struct arena *arena, struct buf *wrong) MUST_CHECK;

/* dane_lookup_find looks up the records of a service, a name in A-form and a port, and takes at
 * most half of the time, since the rest has to be enough for the service itself.  *spent_us is what
 * it took.  *out is in the arena, and must not move.  Errors: those of dnssec_find. */
enum err dane_lookup_find(struct dane_found *out, const struct dane_lookup *lookup,
                          const char *name, uint16_t port, uint64_t timeout_us,
                          struct arena *arena) MUST_CHECK;

#endif
