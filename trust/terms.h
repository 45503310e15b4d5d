/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms: what a store says about an anchor beyond the certificate itself: purposes, dates from
 * which on newer certificates are not trusted, name constraints.  lib/path enforces them (`terms`
 * of a link); the readers of store formats fill them; `trust` shows them.
 *
 * The struct is in lib/path/report.h (struct anchor_terms).
 */
#ifndef TB_TRUST_TERMS_H
#define TB_TRUST_TERMS_H

#include "trust/index.h"

/* The formats of stores, as `trust list` names them. */
enum store_format {
    STORE_PEM, /* PEM, DER, PKCS#7; also TRUSTED CERTIFICATE */
    STORE_DIR,
    STORE_P11KIT, /* p11-kit's bundles: [p11-kit-object-v1] */
    STORE_JKS,
    STORE_PKCS12,
    STORE_CERTDATA,
    STORE_CHROME, /* root_store.textproto; certificates come from root_store.certs beside it */
    STORE_CCADB,  /* a CSV report */
    STORE_FORMAT_COUNT
};
extern const char *const store_format_names[STORE_FORMAT_COUNT];

#endif
