/* SPDX-License-Identifier: GPL-3.0-or-later */
/* label: short names for things, the same in text, in messages and in JSON. */
#ifndef TB_LIB_VIEW_CERT_LABEL_H
#define TB_LIB_VIEW_CERT_LABEL_H

#include "lib/view/view.h"

/* label_name is the short form of a distinguished name: its commonName, else its unit or
 * organisation, else the whole name. */
void label_name(struct buf *out, struct span name);

/* label_cert is label_name of the subject, or the first name of the SAN if the subject is empty. */
void label_cert(struct buf *out, const struct cert *c);

/* label_role is "certificate", "CA certificate" or "trust anchor", depending on the position in the
 * path. */
const char *label_role(const struct path *p, size_t cert);

/* label_sigalg is "RSA-SHA256", "RSA-PSS-SHA256", "ECDSA-SHA384", "Ed25519", or the OID. */
void label_sigalg(struct buf *out, const struct sigalg *a);

/* label_serial is the content of an INTEGER without the leading zero octet that keeps it
 * positive. */
struct span label_serial(struct span content);

/* The names of these values in options and in JSON. */
const char *label_purpose(enum purpose p);
const char *label_profile(enum profile p);
const char *label_source(enum source s);

/* label_date is the day of time t, or "unreadable". */
void label_date(struct buf *out, bool is_read, int64_t t);

/* label_left is how long is left at time t: "9 days left", "expired 3 days ago", ...,
 * or "unknown". */
void label_left(struct buf *out, const struct cert *c, int64_t t);

/* label_first_url is the first URI of an accessMethod in the authorityInfoAccess extension.  Empty
 * if there is none. */
struct span label_first_url(const struct cert *c, enum oid method);

/* label_input is the operand's name for messages: "(standard input)" for "-". */
const char *label_input(const char *input);

#endif
