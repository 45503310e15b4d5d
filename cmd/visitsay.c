/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visitsay: what is said of a visit that failed. */
#include "config.h"

#include "cmd/visit.h"

enum { MESSAGE_MAX = 1 << 14 };

/* put_place says where in the other end's messages something is wrong. */
static void put_place(struct buf *out, const struct tls_failure *f)
{
    const struct code *message = f->has_message ? message_find(f->message) : NULL;
    const struct ext_row *ext = f->has_extension ? ext_find(f->extension) : NULL;

    if (message == NULL)
        return;
    if (f->err == ERR_TLS_UNEXPECTED_MESSAGE) {
        buf_printf(out, ": %s", message->name);
        return;
    }
    buf_str(out, ", in ");
    if (ext != NULL)
        buf_printf(out, "the extension %s of ", ext->name);
    else if (f->has_extension)
        buf_printf(out, "extension %u of ", f->extension);
    buf_str(out, message->name);
}

void visit_explain(struct visit *v, enum err e)
{
    const struct tls_failure *f = tls_failure(v->tls);
    struct hs_view view = visit_view(v);
    struct buf text;

    if (v->reason != REASON_OK || e == ERR_TLS_VERDICT)
        return;
    buf_init(&text, MESSAGE_MAX);
    if (e == ERR_TLS_ALERT_RECEIVED) {
        hs_alert_hint(&text, &view);
    } else if (e == ERR_TLS_NOT_TLS && v->received) {
        buf_printf(&text, "what came is not TLS%s%s", f->looks_like != NULL ? " but " : "",
                   f->looks_like != NULL ? f->looks_like : "");
    } else if (e == ERR_TLS_NOT_TLS && f->looks_like != NULL) {
        buf_printf(&text, "%s: %s speaks there", err_text(e), f->looks_like);
    } else {
        buf_str(&text, err_text(e));
        put_place(&text, f);
    }
    if (err_ref(e)[0] != '\0' && e != ERR_TLS_ALERT_RECEIVED)
        buf_printf(&text, " (%s)", err_ref(e));
    visit_fail(v, err_reason(e), "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

void visit_say(struct visit *v)
{
    struct buf text;

    if (v->message.n == 0)
        return;
    buf_init(&text, MESSAGE_MAX);
    connecting_say(&text, v->server->label, v->address, buf_span(&v->message));
    buf_printf(&text, " [%s]", reason_code(v->reason));
    out_say(&v->plan->run->out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}
