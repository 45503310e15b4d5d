/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "tests/badserver/bad.h"

#define BAD(name, base, at, deed, n, v, bytes, error, alert) \
    {name, &base, at, &deed, n, v, SPAN_INIT(bytes), ERR_##error, ALERT_##alert},
static const struct row rows[] = {
#include "tests/badserver/after13.def"
#include "tests/badserver/flight12.def"
#include "tests/badserver/flight13.def"
#include "tests/badserver/hello12.def"
#include "tests/badserver/hello13.def"
#include "tests/badserver/honest.def"
#include "tests/badserver/keys12.def"
#include "tests/badserver/order12.def"
#include "tests/badserver/order13.def"
#include "tests/badserver/records12.def"
#include "tests/badserver/records13.def"
};
#undef BAD

/* What the hook knows. */
struct stage {
    const struct row *row;
    struct talk talk;
    bool armed, done;
};

static void hook(void *ctx, struct peer *p, enum peer_stage at, uint8_t message, struct buf *m)
{
    struct stage *s = ctx;
    const struct deed *d = s->row->deed;

    if (!s->armed || s->done || d->act == NULL || at != d->stage || message != s->row->at)
        return;
    s->done = true;
    d->act(&(struct scene){s->row, &s->talk, p, m});
}

/* The connection of a row.  false: it did not come to what the row is about. */
static bool perform(struct stage *s)
{
    const struct row *row = s->row;
    struct talk *t = &s->talk;

    talk_open(t, row->base->version);
    row->base->set(t);
    t->server.ctx = s;
    t->server.hook = hook;
    if (row->base->again) {
        talk_run(t);
        if (!talk_is_well(t) || !t->has_session)
            return false;
        t->resumes = true;
    }
    if (row->deed->before != NULL)
        row->deed->before(t, row);
    s->armed = true;
    talk_run(t);
    if (t->err == ERR_OK && (t->peer.stop || row->err == ERR_TLS_CLOSED_IN_HANDSHAKE))
        talk_eof(t);
    return s->done || row->deed->act == NULL;
}

static void print_alert(unsigned v)
{
    const struct alert_row *a = v == ALERT_NONE ? NULL : alert_find((uint8_t)v);

    printf("%-20s", v == ALERT_NONE ? "-" : a == NULL ? "?" : a->name);
}

struct tally {
    unsigned agree, accepted, otherwise, idle;
};

static void judge_row(struct tally *sum, const struct row *row)
{
    struct stage s = {.row = row};
    const struct talk *t = &s.talk;
    bool performed = perform(&s);
    unsigned alert = t->peer.alerted ? t->peer.alert : ALERT_NONE;
    bool well = row->err != ERR_OK || (talk_is_well(t) && t->peer.resumed == row->base->again);
    bool agrees = performed && well && t->err == row->err && alert == (unsigned)row->alert;

    printf("%-52s %-9s %-26s ", row->name, row->base->name, err_id(row->err));
    print_alert(row->alert);
    if (agrees) {
        sum->agree++;
    } else if (!performed) {
        sum->idle++;
        printf(" THE CONNECTION DID NOT GET THERE: %s", err_id(t->err));
    } else if (t->err == ERR_OK && row->err != ERR_OK) {
        sum->accepted++;
        printf(" WAS ACCEPTED");
    } else {
        sum->otherwise++;
        printf(" GOT %s ", err_id(t->err));
        print_alert(alert);
        if (t->peer.trouble != NULL)
            printf(" (%s)", t->peer.trouble);
    }
    printf("\n");
    talk_close(&s.talk);
}

int main(int argc, char **argv)
{
    struct tally sum = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (argc < 2 || strstr(rows[i].name, argv[1]) != NULL)
            judge_row(&sum, &rows[i]);
    }
    printf("%u agree, %u accepted, %u otherwise, %u not performed\n", sum.agree, sum.accepted,
           sum.otherwise, sum.idle);
    return sum.agree > 0 && sum.accepted + sum.otherwise + sum.idle == 0 ? 0 : 1;
}
