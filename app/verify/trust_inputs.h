/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust_inputs: what the options of verifying name, read once for all operands: trust anchors,
 * intermediates, CRLs.
 *
 * An unreadable file makes every operand fail (reason, message).  A helper certificate or a CRL
 * that does not decode is reported on standard error and ignored: an untrusted helper can only harm
 * a chain by being absent.
 */
#ifndef TB_APP_VERIFY_TRUST_INPUTS_H
#define TB_APP_VERIFY_TRUST_INPUTS_H

#include "app/output.h"
#include "app/verify/cert_input.h"
#include "app/verify/crlite_dir.h"
#include "app/verify/ct_inputs.h"
#include "app/verify/dane_records.h"
#include "app/verify/ocsp_inputs.h"
#include "app/verify/verify_settings.h"
#include "trust/places.h"

struct trust_inputs {
    struct output *out;
    struct arena *arena; /* all but the store lives in it */
    const struct verify_settings *settings;
    struct places roots, system, add_roots, intermediates; /* system: without roots */
    struct places crls_named, ocsps_named;
    struct places ct_logs; /* the log list, or none */
    struct ct_inputs ct;
    struct store *store;
    struct cert_input *inputs; /* all files of intermediates and CRLs */
    size_t num_inputs;
    struct link *links;
    size_t num_links, cap_links;
    struct ocsp_inputs ocsp;
    const struct crl **crls;
    size_t num_crls, cap_crls;
    struct crlite_dir crlite;
    struct dane_records dane;
    struct fail broken_cert, broken_crl; /* the first that does not decode, or OK */

    struct buf passphrase; /* of key stores, until the anchors are read */
    bool has_passphrase;

    enum reason reason; /* OK, or why nothing can be judged */
    struct buf message;
};

/* trust_inputs_init names the files, trust_inputs_open opens them, and trust_inputs_load reads
 * them, once.  Opening is optional; after it, changes of the file system have no influence.
 * Failures are reported by trust_inputs_load.  trust_inputs_close accepts a zero struct.
 * trust_inputs_passphrase copies one for key stores; without a pointer there is none.
 * trust_inputs_num_files counts what trust_inputs_open would keep open, directories too. */
void trust_inputs_init(struct trust_inputs *inputs, const struct verify_settings *settings,
                       struct output *out, struct arena *arena);
void trust_inputs_passphrase(struct trust_inputs *inputs, struct span passphrase);
size_t trust_inputs_num_files(const struct trust_inputs *inputs);
void trust_inputs_open(struct trust_inputs *inputs);
void trust_inputs_load(struct trust_inputs *inputs);
void trust_inputs_close(struct trust_inputs *inputs);

/* trust_inputs_read is cert_input_read, and prints a line if it has to wait for the writer of a
 * FIFO.  known: what other chains brought, or NULL. */
enum err trust_inputs_read(struct output *out, struct cert_input *in, const char *path,
                           enum cert_input_want want, struct known *known,
                           struct arena *arena) MUST_CHECK;

/* trust_inputs_notes reports what in an input is broken and ignored; *first becomes the first such
 * failure unless it has one already. */
void trust_inputs_notes(struct output *out, const struct cert_input *in, struct fail *first);

#endif
