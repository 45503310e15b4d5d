/* SPDX-License-Identifier: GPL-3.0-or-later */
/* label: short names for things, the same in text, in messages and in JSON. */
#ifndef TB_LIB_VIEW_CERT_LABEL_H
#define TB_LIB_VIEW_CERT_LABEL_H

#include "lib/view/view.h"

/* label_name is the short form of a distinguished name: its commonName, else its unit or
 * organisation, else the whole name. */
void label_name(struct buf *out, struct span name);

/* label_cert is label_name of the subject, or the first name of the SAN if the subject is empty. */
void label_cert(struct buf *out, const struct cert *cert);

/* label_role is "certificate", "CA certificate" or "trust anchor", depending on the position in the
 * path. */
const char *label_role(const struct path *path, size_t cert);

/* label_sigalg is "RSA-SHA256", "RSA-PSS-SHA256", "ECDSA-SHA384", "Ed25519", or the OID. */
void label_sigalg(struct buf *out, const struct sigalg *alg);

/* label_serial is the content of an INTEGER without the leading zero octet that keeps it
 * positive. */
struct span label_serial(struct span content);

/* The names of these values in options and in JSON. */
const char *label_purpose(enum purpose purpose);
const char *label_profile(enum profile profile);
const char *label_source(enum source source);

/* label_date is the day of a time, or "unreadable". */
void label_date(struct buf *out, bool is_read, int64_t time);

/* label_left is how long the certificate is still valid: "9 days left", "expired 3 days ago", ...,
 * or "unknown". */
void label_left(struct buf *out, const struct cert *cert, int64_t time, enum lang lang);

/* label_span is a number of seconds as people say it: "9 days". */
void label_span(struct buf *out, int64_t seconds, enum lang lang);

/* label_with_span is a sentence that has such a number in the place of its {n}. */
void label_with_span(struct buf *out, const char *english, int64_t seconds, enum lang lang);

/* label_first_url is the first URI of an accessMethod in the authorityInfoAccess extension.  Empty
 * if there is none. */
struct span label_first_url(const struct cert *cert, enum oid method);

/* label_input is the operand's name for messages: "(standard input)" for "-". */
const char *label_input(const char *input);

/* label_client_end appends since when public CAs issue no clientAuth (lib/path/dated.def). */
void label_client_end(struct buf *out, enum lang lang);

#endif
