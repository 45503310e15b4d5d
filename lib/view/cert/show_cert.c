/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate as text, one line or JSON. */
#include "config.h"

#include "lib/base/cal.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"
#include "lib/view/text/text.h"

/* As text, the end is followed by the length of the whole period, which people ask for. */
static void put_validity(struct tree_writer *tree, const struct cert *cert)
{
    char ago[CAL_AGO_SIZE];
    struct buf text;

    tw_time_read(tree, "not_before", cert->has_not_before, cert->not_before);
    if (tw_is_json(tree) || !cert->has_not_after) {
        tw_time_read(tree, "not_after", cert->has_not_after, cert->not_after);
        return;
    }
    buf_init(&text, 128);
    text_time(&text, cert->not_after);
    /* notAfter is still inside (RFC 5280 4.1.2.5). */
    if (cert->has_not_before && cert->not_after >= cert->not_before) {
        cal_ago(ago, cert->not_after - cert->not_before + 1);
        buf_printf(&text, " (%s in all)", ago);
    }
    tw_buf(tree, "not_after", &text);
}

/* RFC 5280 4.1.2.8: the bits of an IMPLICIT BIT STRING. */
static void put_unique_id(struct tree_writer *tree, const char *key, struct span raw)
{
    struct fail f = {0};
    struct der all = der_open(raw, &f);
    unsigned unused;
    struct span bits = der_bits_content(der_any(&all).val, &unused, &f);

    if (raw.n > 0 && f.err == ERR_OK)
        tw_hex(tree, key, bits);
    else if (raw.n > 0)
        tw_unread(tree, key);
}

/* The fields in the order of the certificate (RFC 5280 4.1), then the digests. */
static void put_cert(struct tree_writer *tree, const struct cert *cert)
{
    tw_name(tree, "subject", cert->subject);
    tw_name(tree, "issuer", cert->issuer);
    tw_hex_read(tree, "serial", cert->serial.n > 0, label_serial(cert->serial));
    if (cert->version > 0)
        tw_int(tree, "version", cert->version);
    else
        tw_unread(tree, "version");
    put_validity(tree, cert);
    show_sigalg(tree, &cert->sigalg);
    show_key(tree, &cert->key, cert->spki);
    put_unique_id(tree, "issuer_unique_id", cert->issuer_uid);
    put_unique_id(tree, "subject_unique_id", cert->subject_uid);
    show_exts(tree, cert->extensions);
    tw_hex_read(tree, "signature_value", cert->signature.p != NULL, cert->signature);
    if (cert->sigalg.oid == OID_MTC_PROOF || cert->sigalg.oid == OID_MTC_PROOF_DRAFT)
        show_mtc_proof(tree, cert);
    show_digests(tree, cert->der);
}

/* The defects of the certificate's frame, and the first defect of each extension. */
static void put_defects(struct tree_writer *tree, const struct cert *cert)
{
    struct fail all[CERT_DEFECTS];
    unsigned num = 0;

    for (unsigned i = 0; i < cert->num_defects && i < CERT_DEFECTS; i++)
        all[num++] = cert->defects[i];
    for (unsigned i = 0; i < EXT_COUNT && num < CERT_DEFECTS; i++) {
        if (cert->ext[i].err != ERR_OK)
            all[num++] = (struct fail){cert->ext[i].err, cert->ext[i].at};
    }
    tw_defects(tree, all, num, cert->der);
}

void cert_text(struct buf *out, const struct cert *cert, const struct style *style)
{
    cert_logs_text(out, &(struct cert_logs){.cert = cert}, style);
}

void cert_logs_text(struct buf *out, const struct cert_logs *logs, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    d.logs = logs;
    tw_heading(&d, "Certificate");
    d.indent += 2;
    put_cert(&d, logs->cert);
    put_defects(&d, logs->cert);
}

void cert_short(struct buf *out, const struct cert *cert)
{
    label_cert(out, cert);
    buf_str(out, ", ");
    keyinfo_print(out, &cert->key);
    buf_str(out, ", ");
    label_date(out, cert->has_not_before, cert->not_before);
    buf_str(out, " to ");
    label_date(out, cert->has_not_after, cert->not_after);
    if (cert->is_ca)
        buf_str(out, ", CA");
    buf_str(out, ", issued by ");
    label_name(out, cert->issuer);
    buf_u8(out, '\n');
}

enum err cert_json(struct buf *out, const char *input, const struct cert *cert)
{
    return cert_logs_json(out, input, &(struct cert_logs){.cert = cert});
}

enum err cert_logs_json(struct buf *out, const char *input, const struct cert_logs *logs)
{
    struct tree_writer d = show_open(out, input, "certificate");

    d.logs = logs;
    put_cert(&d, logs->cert);
    put_defects(&d, logs->cert);
    return show_close(&d);
}
