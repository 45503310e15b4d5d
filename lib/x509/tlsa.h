/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tlsa: TLSA records (RFC 6698 2), which say in the DNS which certificate or CA a service has.
 */
#ifndef TB_LIB_X509_TLSA_H
#define TB_LIB_X509_TLSA_H

#include "lib/crypto/digest.h"
#include "lib/x509/cert.h"

/* The numbers of RFC 6698 2.1.1 to 2.1.3. */
enum tlsa_usage { TLSA_PKIX_TA, TLSA_PKIX_EE, TLSA_DANE_TA, TLSA_DANE_EE, TLSA_USAGES };
enum tlsa_selector { TLSA_CERT, TLSA_SPKI, TLSA_SELECTORS };
enum tlsa_matching { TLSA_FULL, TLSA_SHA256, TLSA_SHA512, TLSA_MATCHINGS };

struct tlsa {
    uint8_t usage, selector, matching; /* as they stand in the record: perhaps unassigned */
    struct span data;
};

/* tlsa_parse reads the RDATA of a record (RFC 6698 2.1).  Errors: TLSA. */
enum err tlsa_parse(struct tlsa *out, struct span rdata) MUST_CHECK;

/*
 * tlsa_parse_text reads the presentation format (2.2), "3 1 1 0123…", also as a line of a zone with
 * owner, TTL and class before it ("_443._tcp.www.example.org. 3600 IN TLSA 3 1 1 0123…").  The data
 * may have blanks and parentheses, and a comment may follow.  It goes to the arena.  Errors: TLSA,
 * those of the arena.
 */
enum err tlsa_parse_text(struct tlsa *out, struct span text, struct arena *arena) MUST_CHECK;

/* tlsa_is_usable: the three numbers are assigned, and the data is as long as they demand.  A record
 * that is not usable is ignored (RFC 6698 4.1). */
bool tlsa_is_usable(const struct tlsa *tlsa);

/* The digests of one certificate and of its key, each made once however many records there are: a
 * zone names the records, and a server sends the certificates. */
struct tlsa_digests {
    const struct cert *cert;
    bool is_made[TLSA_SELECTORS][TLSA_MATCHINGS];
    uint8_t digest[TLSA_SELECTORS][TLSA_MATCHINGS][DIGEST_MAX_SIZE];
};

/* tlsa_matches: the certificate, or its key, is the one of the record (2.1.2, 2.1.3), which is
 * usable.  *digests starts zeroed but for the certificate. */
bool tlsa_matches(const struct tlsa *tlsa, struct tlsa_digests *digests);

/* tlsa_usage_name is "DANE-EE"; tlsa_print appends the record, its data cut after some bytes:
 * "3 1 1 0123456789abcdef…". */
const char *tlsa_usage_name(enum tlsa_usage usage);
void tlsa_print(struct buf *out, const struct tlsa *tlsa);

#endif
