/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dnssec: the TLSA records of a service, looked up in the DNS and validated (RFC 4035 5, RFC 6698).
 *
 * A program of its own does it with libunbound: see dnssec_program.c.  No record of it is linked
 * into tlsbox, so a run that asks no name server does not pay for it.
 */
#ifndef TB_LIB_NET_DNSSEC_H
#define TB_LIB_NET_DNSSEC_H

#include "lib/base/arena.h"
#include "lib/net/net.h"

enum { DNSSEC_ANCHORS_MAX = 64, DNSSEC_RECORDS_MAX = 1000 };

struct dnssec_query {
    const char *name; /* the service's host, in A-form */
    uint16_t port;
    const char *servers;        /* ADDRESS[@PORT], separated by commas; NULL: the system's */
    const char *const *anchors; /* DS or DNSKEY records that are trusted, one line each … */
    size_t num_anchors;         /* … at most DNSSEC_ANCHORS_MAX */
    uint64_t timeout_us;
};

/* What the DNS says: validated, in a zone that is not signed, refused, or not found out. */
enum dnssec_status { DNSSEC_SECURE, DNSSEC_INSECURE, DNSSEC_BOGUS, DNSSEC_UNKNOWN };

struct dnssec_answer {
    enum dnssec_status status;
    const char *base;   /* the TLSA base domain (RFC 7671 7) */
    struct span why;    /* BOGUS, UNKNOWN: one line; or empty */
    struct span *rdata; /* SECURE: of each record */
    size_t num;
};

/* dnssec_anchor_lines finds the DS and DNSKEY records of a file, one in each line, as in a zone or
 * in a file that keeps the root key (RFC 5011): keys that such a file does not trust, or not yet,
 * are left out.  Errors: DNSSEC_ANCHOR if there is none, LIMIT, MEMORY. */
enum err dnssec_anchor_lines(const char ***out, size_t *num, struct span text,
                             struct arena *arena) MUST_CHECK;

/* dnssec_program is the path of the program; NULL if it is not installed. */
const char *dnssec_program(struct arena *arena);

/* dnssec_find looks up the records in a loop of its own, and takes at most the given time.
 * Everything is in the arena.  Errors: DNSSEC_ANCHOR or NET_RESOLVER_LIST, if the program refuses
 * what it is given; NET_SYSTEM, LIMIT, MEMORY.  An answer that does not come is none: UNKNOWN. */
enum err dnssec_find(struct dnssec_answer *out, const struct dnssec_query *query,
                     const char *program, struct arena *arena) MUST_CHECK;

#endif
