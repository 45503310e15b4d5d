/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_caption.h"

#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/handshake/hs_exchange.h"
#include "lib/view/handshake/layout.h"

enum { LABEL_CAP = 1 << 12 };

/* A hello of TLS 1.3 has the groups of its key shares. */
static void put_groups(struct buf *out, const struct event *event, enum lang lang)
{
    struct buf groups;

    if (event->kind != EVENT_MESSAGE)
        return;
    buf_init(&groups, LABEL_CAP);
    hs_exchange_groups(&groups, event->bytes, lang);
    if (groups.n > 0)
        buf_printf(out, "%s%.*s%s", lang_text(lang, N_(" (")), (int)groups.n,
                   (const char *)groups.p, lang_text(lang, N_(")")));
    buf_free(&groups);
}

void hs_caption_arrow(struct buf *out, const struct message_row *row, enum lang lang)
{
    const struct event *e = &row->entry->event;

    if (e->kind == EVENT_DIALOGUE)
        buf_printf(out, "%s: ", hs_dialogue_title(e));
    if (e->kind != EVENT_DATA) {
        message_list_label(out, row);
        put_groups(out, e, lang);
        return;
    }
    lang_count(out, lang,
               e->epoch == EPOCH_EARLY ? N_("early data, {n} byte{s}")
                                       : N_("application data, {n} byte{s}"),
               row->n);
    if (row->num > 1)
        lang_count(out, lang, N_(" in {n} records"), row->num);
}

void hs_caption_negotiated(struct buf *out, const struct tls_info *info)
{
    if (info == NULL || info->version == 0)
        return;
    const char *version = version_name(info->version);
    const char *group = layout_name(AS_GROUP, info->group);

    buf_str(out, version == NULL ? "unknown version" : version);
    if (info->suite != NULL)
        buf_printf(out, ", %s", info->suite->name);
    if (info->group != 0 && group != NULL)
        buf_printf(out, ", %s", group);
    if (info->resumed)
        buf_str(out, ", resumed");
}

void hs_caption(struct buf *out, const struct hs_view *view)
{
    size_t before = out->n;

    hs_caption_negotiated(out, view->info);
    buf_str(out, out->n > before ? ": " : "");
    if (view->reason == REASON_OK)
        buf_str(out, "OK");
    else
        buf_printf(out, "FAIL (%s)", reason_code(view->reason));
}
