/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/cal.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"
#include "lib/view/text/text.h"

/* As text, the end is followed by the length of the whole period, which people ask for. */
static void put_validity(struct tree_writer *d, const struct cert *c)
{
    char ago[CAL_AGO_SIZE];
    struct buf text;

    tw_time_read(d, "not_before", c->has_not_before, c->not_before);
    if (tw_is_json(d) || !c->has_not_after) {
        tw_time_read(d, "not_after", c->has_not_after, c->not_after);
        return;
    }
    buf_init(&text, 128);
    text_time(&text, c->not_after);
    /* notAfter is still inside (RFC 5280 4.1.2.5). */
    if (c->has_not_before && c->not_after >= c->not_before) {
        cal_ago(ago, c->not_after - c->not_before + 1);
        buf_printf(&text, " (%s in all)", ago);
    }
    tw_buf(d, "not_after", &text);
}

/* RFC 5280 4.1.2.8: the bits of an IMPLICIT BIT STRING. */
static void put_unique_id(struct tree_writer *d, const char *key, struct span raw)
{
    struct fail f = {0};
    struct der all = der_open(raw, &f);
    unsigned unused;
    struct span bits = der_bits_content(der_any(&all).val, &unused, &f);

    if (raw.n > 0 && f.err == ERR_OK)
        tw_hex(d, key, bits);
    else if (raw.n > 0)
        tw_unread(d, key);
}

static void put_cert(struct tree_writer *d, const struct cert *c)
{
    tw_name(d, "subject", c->subject);
    tw_name(d, "issuer", c->issuer);
    tw_hex_read(d, "serial", c->serial.n > 0, label_serial(c->serial));
    if (c->version > 0)
        tw_int(d, "version", c->version);
    else
        tw_unread(d, "version");
    put_validity(d, c);
    show_sigalg(d, &c->sigalg);
    show_key(d, &c->key, c->spki);
    put_unique_id(d, "issuer_unique_id", c->issuer_uid);
    put_unique_id(d, "subject_unique_id", c->subject_uid);
    show_exts(d, c->extensions);
    tw_hex_read(d, "signature_value", c->signature.p != NULL, c->signature);
    show_digests(d, c->der);
}

/* The defects of the certificate's frame, and the first defect of each extension. */
static void put_defects(struct tree_writer *d, const struct cert *c)
{
    struct fail all[CERT_DEFECTS];
    unsigned num = 0;

    for (unsigned i = 0; i < c->num_defects && i < CERT_DEFECTS; i++)
        all[num++] = c->defects[i];
    for (unsigned i = 0; i < EXT_COUNT && num < CERT_DEFECTS; i++) {
        if (c->ext[i].err != ERR_OK)
            all[num++] = (struct fail){c->ext[i].err, c->ext[i].at};
    }
    tw_defects(d, all, num, c->der);
}

void cert_text(struct buf *out, const struct cert *c, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, "Certificate");
    d.indent += 2;
    put_cert(&d, c);
    put_defects(&d, c);
}

void cert_short(struct buf *out, const struct cert *c)
{
    label_cert(out, c);
    buf_str(out, ", ");
    keyinfo_print(out, &c->key);
    buf_str(out, ", ");
    label_date(out, c->has_not_before, c->not_before);
    buf_str(out, " to ");
    label_date(out, c->has_not_after, c->not_after);
    if (c->is_ca)
        buf_str(out, ", CA");
    buf_str(out, ", issued by ");
    label_name(out, c->issuer);
    buf_u8(out, '\n');
}

enum err cert_json(struct buf *out, const char *input, const struct cert *c)
{
    struct tree_writer d = show_open(out, input, "certificate");

    put_cert(&d, c);
    put_defects(&d, c);
    return show_close(&d);
}
