/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host: reference identities (RFC 9525), and whether a certificate matches one.
 *
 * Names come from subjectAltName alone.  DNS names match with one wildcard, which is the whole
 * left-most label (RFC 9525 6.3).  IP addresses match iPAddress alone, e-mail addresses rfc822Name
 * and SmtpUTF8Mailbox, URIs uniformResourceIdentifier.
 */
#ifndef TB_LIB_PATH_HOST_H
#define TB_LIB_PATH_HOST_H

#include "lib/x509/cert.h"

enum host_kind { HOST_NONE, HOST_DNS, HOST_IP, HOST_EMAIL, HOST_URI };

enum { HOST_TEXT_SIZE = 512, HOST_DNS_SIZE = 256 };

/* A name that a certificate must match.  It owns its bytes. */
struct reference_id {
    enum host_kind kind;
    char text[HOST_TEXT_SIZE]; /* as the user wrote it, for messages; cut if longer */
    uint8_t name[HOST_TEXT_SIZE];
    /* DNS: A-labels in lower case without the trailing dot; IP: 4 or 16 bytes;
     * EMAIL: local part as given, "@", domain as for DNS; URI: as given, its host as for DNS */
    size_t name_n;
    uint8_t uri_host[HOST_DNS_SIZE]; /* URI: its host as for DNS */
    size_t uri_host_n;
};

/*
 * host_parse reads the values of --host: an IPv4 or IPv6 address (brackets allowed), a URI with
 * "://", an e-mail address with "@", else a DNS name in U- or A-form (IDNA 2008 with UTS 46
 * mapping, non-transitional). libidn2 is used only if the text is not plain ASCII. Errors: HOST_*,
 * and MEMORY from libidn2; *out is then of kind NONE but has the text.
 */
enum err host_parse(struct reference_id *out, const char *text) MUST_CHECK;

/* host_dns writes a DNS name in U- or A-form as A-labels in lower case, without a trailing dot: at
 * most 253 bytes.  Errors: HOST_*, MEMORY. */
enum err host_dns(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span text) MUST_CHECK;

/* Which SAN entry matched, or why none did. */
struct host_match {
    bool matched, wildcard;
    struct gname name; /* the entry that matched */
    bool has_san;
    bool has_unread;  /* the extension has, or may have, unreadable names */
    size_t num_names; /* of the kind asked for */
};

/* host_match walks the certificate's subjectAltName, once and without allocating. */
void host_match(struct host_match *out, const struct reference_id *id, const struct cert *cert);

/* dns_match compares a presented DNS-ID with a reference identifier (lower-case A-labels).
 * *wildcard: the match is one by wildcard. */
bool dns_match(struct span presented, struct span reference, bool *wildcard);

/*
 * smtp_utf8_split splits the mailbox in an otherName of type SmtpUTF8Mailbox (RFC 9598 3).  NONE:
 * the type is another one.  BROKEN: it is no mailbox, or one in plain ASCII, which has to be an
 * rfc822Name.
 */
enum smtp_utf8 { SMTP_UTF8_NONE, SMTP_UTF8_BROKEN, SMTP_UTF8_MAILBOX };
enum smtp_utf8 smtp_utf8_split(struct span other, struct span *local, struct span *domain);

/* How public the suffix directly under a wildcard is (libpsl). */
enum suffix { SUFFIX_NONE, SUFFIX_PRIVATE, SUFFIX_ICANN };

/* wildcard_suffix judges "*.SUFFIX".  NONE: the name has no wildcard, or the suffix is not public.
 * A single label under the wildcard ("*.com", "*.localdomain") counts as ICANN. */
enum suffix wildcard_suffix(struct span dns_name);

/* ip_print appends the text of 4 or 16 bytes (RFC 5952); other lengths as hex. */
void ip_print(struct buf *buf, struct span ip);

#endif
