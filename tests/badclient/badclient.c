/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badclient/badclient.h"

#include "lib/x509/cert.h"

#define BAD BAD_ROW
static const struct row rows[] = {
#include "tests/bad/mldsa13.def"
#include "tests/badclient/after13.def"
#include "tests/badclient/early13.def"
#include "tests/badclient/extensions.def"
#include "tests/badclient/flight12.def"
#include "tests/badclient/flight13.def"
#include "tests/badclient/hello.def"
#include "tests/badclient/honest.def"
#include "tests/badclient/hybrid13.def"
#include "tests/badclient/order12.def"
#include "tests/badclient/order13.def"
#include "tests/badclient/records.def"
#include "tests/badclient/retry13.def"
};
#undef BAD

static enum fault_act hook(void *ctx, struct tls *tls, enum fault_stage at, uint8_t message,
                           struct buf *m)
{
    if (message == HS_CLIENT_HELLO && tls_info(tls)->retried)
        message = AT_SECOND_HELLO;
    return stage_hook(ctx, tls, at, message, m);
}

/* The connection of a row.  false: it did not come to what the row is about. */
static bool connect(struct stage *s)
{
    const struct row *row = s->row;
    struct talk *t = &s->talk;

    row->base->set(t);
    s->faults = (struct tls_faults){.ctx = s, .hook = hook, .apart = true};
    t->client.faults = &s->faults;
    if (!stage_run(s))
        return false;
    if (tls_failure(t->peer.tls)->err == ERR_OK &&
        (t->tls->fault.is_stopped || row->err == ERR_TLS_CLOSED_IN_HANDSHAKE))
        peer_eof(&t->peer);
    return s->done || row->mutation->apply == NULL;
}

static void perform(struct stage *s, struct outcome *out)
{
    const struct talk *t = &s->talk;

    out->performed = connect(s);
    out->well = talk_is_well(t) && t->peer.resumed == s->row->base->again;
    out->err = tls_failure(t->peer.tls)->err;
    /* What ends a connection is fatal; what does not is a warning. */
    if ((t->peer.answer_level == 2) == (out->err != ERR_OK))
        out->alert = t->peer.answer;
    if (out->err != s->row->err && t->err != ERR_OK)
        out->trouble = err_id(t->err);
}

int main(int argc, char **argv)
{
    return bad_table(argc, argv, rows, sizeof rows / sizeof rows[0], perform);
}
