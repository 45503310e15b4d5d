/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badserver/badserver.h"

#define BAD BAD_ROW
static const struct row rows[] = {
#include "tests/bad/mldsa13.def"
#include "tests/badserver/after13.def"
#include "tests/badserver/flight12.def"
#include "tests/badserver/flight13.def"
#include "tests/badserver/hello12.def"
#include "tests/badserver/hello13.def"
#include "tests/badserver/honest.def"
#include "tests/badserver/hybrid13.def"
#include "tests/badserver/keys12.def"
#include "tests/badserver/order12.def"
#include "tests/badserver/order13.def"
#include "tests/badserver/records12.def"
#include "tests/badserver/records13.def"
};
#undef BAD

static void hook(void *ctx, struct peer *p, enum fault_stage at, uint8_t message, struct buf *m)
{
    enum fault_act act = stage_hook(ctx, p->tls, at, message, m);

    if (act != FAULT_SEND)
        p->act = act;
}

/* The connection of a row.  false: it did not come to what the row is about. */
static bool connect(struct stage *s)
{
    const struct row *row = s->row;
    struct talk *t = &s->talk;

    row->base->set(t);
    t->server.ctx = s;
    t->server.hook = hook;
    if (!stage_run(s))
        return false;
    if (t->err == ERR_OK &&
        (t->peer.tls->fault.is_stopped || row->err == ERR_TLS_CLOSED_IN_HANDSHAKE))
        talk_eof(t);
    return s->done || row->mutation->apply == NULL;
}

static void perform(struct stage *s, struct outcome *out)
{
    const struct talk *t = &s->talk;

    out->performed = connect(s);
    out->well = talk_is_well(t) && t->peer.resumed == s->row->base->again;
    out->err = t->err;
    if (t->peer.alerted && t->peer.alert_level == 2)
        out->alert = t->peer.alert;
    if (t->err != s->row->err)
        out->trouble = t->peer.trouble;
}

int main(int argc, char **argv)
{
    return bad_table(argc, argv, rows, sizeof rows / sizeof rows[0], perform);
}
