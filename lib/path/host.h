/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host: the name that somebody asks for, and whether a certificate is for it (RFC 9525).
 *
 * Names come from subjectAltName alone.  DNS names match with one wildcard, a whole left-most
 * label (RFC 9525 6.3); IP addresses match iPAddress alone; e-mail addresses and URIs are for
 * their purposes.
 */
#ifndef TB_LIB_PATH_HOST_H
#define TB_LIB_PATH_HOST_H

#include "lib/x509/cert.h"

enum host_kind { HOST_NONE, HOST_DNS, HOST_IP, HOST_EMAIL, HOST_URI };

enum { HOST_TEXT_SIZE = 512, HOST_DNS_SIZE = 256 };

/* A host owns its bytes. */
struct reference_id {
    enum host_kind kind;
    char text[HOST_TEXT_SIZE]; /* as asked for, for messages; cut where it is longer */
    uint8_t name[HOST_TEXT_SIZE];
    /* DNS: A-labels in lower case without the trailing dot; IP: 4 or 16 bytes;
     * EMAIL: local part as given, "@", domain as for DNS; URI: as given, its host as for DNS */
    size_t name_n;
    uint8_t uri_host[HOST_DNS_SIZE]; /* URI: its host as for DNS */
    size_t uri_host_n;
};

/*
 * host_parse reads what --host takes: an IPv4 or IPv6 address (brackets allowed), a URI with
 * "://", an e-mail address with "@", else a DNS name in U- or A-form (IDNA 2008 with UTS 46
 * mapping, without the transitional one).  libidn2 is asked only where the text is not plain
 * ASCII.  Errors: HOST_*.
 */
enum err host_parse(struct reference_id *out, const char *text) MUST_CHECK;

/* host_dns makes A-labels in lower case, without a trailing dot, of a DNS name in U- or A-form:
 * at most 253 bytes.  Errors: HOST_*. */
enum err host_dns(uint8_t out[HOST_DNS_SIZE], size_t *out_n, struct span text) MUST_CHECK;

/* Which SAN entry matched, or why none did. */
struct host_match {
    bool matched, wildcard;
    struct gname name; /* the entry that matched */
    bool has_san;
    bool has_unread;  /* there are names, or may be, that could not be read */
    size_t num_names; /* of the kind asked for */
};

/* host_match walks the certificate's subjectAltName, once and without allocating. */
void host_match(struct host_match *out, const struct reference_id *id, const struct cert *cert);

/* dns_match compares a presented DNS-ID with a reference identifier (lower-case A-labels). */
bool dns_match(struct span presented, struct span reference, bool *wildcard);

/*
 * smtp_utf8_split takes an otherName of type SmtpUTF8Mailbox (RFC 9598 3) apart: NONE where it is
 * of another type, BROKEN where it is no mailbox, or one in plain ASCII, which has to be an
 * rfc822Name.
 */
enum smtp_utf8 { SMTP_UTF8_NONE, SMTP_UTF8_BROKEN, SMTP_UTF8_MAILBOX };
enum smtp_utf8 smtp_utf8_split(struct span other, struct span *local, struct span *domain);

/* How public the suffix is that a wildcard stands directly under (libpsl). */
enum suffix { SUFFIX_NONE, SUFFIX_PRIVATE, SUFFIX_ICANN };

/* wildcard_suffix judges "*.SUFFIX": NONE where name is no wildcard or lies deeper.  A single
 * label under the wildcard ("*.com", "*.localdomain") counts as ICANN. */
enum suffix wildcard_suffix(struct span dns_name);

/* ip_print appends the text of 4 or 16 bytes (RFC 5952); other lengths as hex. */
void ip_print(struct buf *buf, struct span ip);

#endif
