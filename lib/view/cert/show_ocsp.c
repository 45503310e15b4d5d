/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An OCSP response as text, one line or JSON. */
#include "config.h"

#include "lib/base/cal.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"
#include "lib/x509/ocsp.h"

/* SingleResponses shown unless --entries says otherwise. */
enum { SHOWN = 20 };

/* OCSPResponseStatus by its name, or as a number. */
static void put_result(struct tree_writer *tree, const struct ocsp_response *response)
{
    const char *name = ocsp_result_name(response->result);

    if (name != NULL)
        tw_str(tree, "status", name);
    else
        tw_int(tree, "status", response->result);
}

/* RFC 6960 4.1.1: which certificate it is about. */
static void put_cert_id(struct tree_writer *tree, const struct ocsp_cert_id *id)
{
    tw_hex(tree, "serial", label_serial(id->serial));
    tw_oid(tree, "hash", id->hash);
    tw_hex(tree, "name_hash", id->name_hash);
    tw_hex(tree, "key_hash", id->key_hash);
}

static void put_single(struct tree_writer *tree, const struct ocsp_single *single,
                       const struct ocsp_response *response)
{
    tw_open(tree, NULL);
    put_cert_id(tree, &single->id);
    tw_str(tree, "cert_status", ocsp_status_name(single->status));
    if (single->status == OCSP_REVOKED) {
        tw_time_read(tree, "revoked_at", single->revoked_at != INT64_MIN, single->revoked_at);
        if (single->reason == CRL_UNREAD_REASON)
            tw_unread(tree, "reason");
        else if (single->reason >= 0)
            tw_str(tree, "reason", crl_reason_name(single->reason));
    }
    tw_time_read(tree, "this_update", single->this_update != CAL_LAST, single->this_update);
    if (single->has_next)
        tw_time_read(tree, "next_update", single->next_update != INT64_MIN, single->next_update);
    else
        tw_str(tree, "next_update", tw_is_json(tree) ? NULL : "not given");
    show_exts(tree, single->extensions);
    tw_defects(tree, &single->defect, single->defect.err != ERR_OK, response->der);
    tw_close(tree);
}

/* JSON has all. */
static void put_singles(struct tree_writer *tree, const struct ocsp_response *response)
{
    size_t num = response->num_singles, max = num;
    struct span rest = response->singles;
    struct ocsp_single single;

    if (!tw_is_json(tree))
        max = tree->style->entries == 0 ? SHOWN : tree->style->entries;
    tw_list(tree, "responses");
    for (size_t i = 0; i < max && ocsp_next(&rest, &single); i++)
        put_single(tree, &single, response);
    if (num > max) {
        struct buf text;

        buf_init(&text, 128);
        buf_printf(&text, "and %zu more", num - max);
        tw_buf(tree, NULL, &text);
    }
    tw_list_end(tree);
}

/* The subjects of the certificates that came with it: those of responders. */
static void put_certs(struct tree_writer *tree, const struct ocsp_response *response)
{
    struct span rest = response->certs, der;

    if (response->certs.n == 0 && !tw_is_json(tree))
        return;
    tw_list(tree, "certificates");
    while (ocsp_next_cert(&rest, &der)) {
        struct fail fail = {0};
        struct cert cert;

        if (cert_parse(&cert, der, &fail) == ERR_OK)
            tw_name(tree, NULL, cert.subject);
        else
            tw_unread(tree, NULL);
    }
    tw_list_end(tree);
}

/* The fields in the order of RFC 6960 4.2.1.  A response that is not successful has no more than
 * its status. */
static void put_response(struct tree_writer *tree, const struct ocsp_response *response)
{
    put_result(tree, response);
    if (response->has_bytes)
        tw_oid(tree, "response_type", response->type);
    if (response->is_basic) {
        if (response->key_hash.n > 0)
            tw_hex(tree, "responder_key_hash", response->key_hash);
        else
            tw_name(tree, "responder", response->name);
        tw_time_read(tree, "produced_at", response->produced_at != CAL_LAST, response->produced_at);
        show_sigalg(tree, &response->sigalg);
        put_singles(tree, response);
        show_exts(tree, response->extensions);
        put_certs(tree, response);
    }
    show_digests(tree, response->der);
    tw_defects(tree, &response->defect, response->defect.err != ERR_OK, response->der);
}

void ocsp_text(struct buf *out, const struct ocsp_response *response, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, "OCSP response");
    d.indent += 2;
    put_response(&d, response);
}

void ocsp_short(struct buf *out, const struct ocsp_response *response)
{
    const char *name = ocsp_result_name(response->result);
    struct span rest = response->singles;
    struct ocsp_single first;

    buf_printf(out, "OCSP response, %s", name != NULL ? name : "unknown status");
    if (ocsp_next(&rest, &first)) {
        buf_printf(out, ", %s, ", ocsp_status_name(first.status));
        label_date(out, first.this_update != CAL_LAST, first.this_update);
        if (first.has_next) {
            buf_str(out, " to ");
            label_date(out, first.next_update != INT64_MIN, first.next_update);
        }
    }
    if (response->num_singles > 1)
        buf_printf(out, ", and %zu more", response->num_singles - 1);
    buf_u8(out, '\n');
}

enum err ocsp_json(struct buf *out, const char *input, const struct ocsp_response *response)
{
    struct tree_writer d = show_open(out, input, "OCSP response");

    put_response(&d, response);
    return show_close(&d);
}
