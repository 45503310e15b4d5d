/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "tests/bad/bad.h"

enum fault_act stage_hook(struct stage *s, struct tls *tls, enum fault_stage at, uint8_t message,
                          struct buf *m)
{
    const struct mutation *d = s->row->mutation;
    struct mutation_context scene = {.row = &s->row->args,
                                     .ctx = &s->talk,
                                     .tls = tls,
                                     .m = m,
                                     .is_13 = s->row->base->version == TLS_1_3};

    if (!s->armed || s->done || d->apply == NULL || at != d->stage || message != s->row->at)
        return FAULT_SEND;
    s->done = true;
    d->apply(&scene);
    return scene.act;
}

bool stage_run(struct stage *s)
{
    const struct row *row = s->row;
    struct talk *t = &s->talk;

    if (row->base->again) {
        talk_run(t);
        if (!talk_is_well(t) || !t->has_session)
            return false;
        t->resumes = true;
    }
    if (row->mutation->before != NULL)
        row->mutation->before(t, &row->args);
    s->armed = true;
    talk_run(t);
    return true;
}

static void print_alert(unsigned v)
{
    const struct alert_row *a = v == ALERT_NONE ? NULL : alert_find((uint8_t)v);

    printf("%-20s", v == ALERT_NONE ? "-" : a == NULL ? "?" : a->name);
}

struct tally {
    unsigned agree, accepted, otherwise, idle;
};

static void judge(struct tally *sum, const struct row *row, const struct outcome *o)
{
    bool well = row->err != ERR_OK || o->well;

    printf("%-52s %-9s %-26s ", row->name, row->base->name, err_id(row->err));
    print_alert(row->alert);
    if (o->performed && well && o->err == row->err && o->alert == (unsigned)row->alert) {
        sum->agree++;
    } else if (!o->performed) {
        sum->idle++;
        printf(" THE CONNECTION DID NOT GET THERE: %s", err_id(o->err));
    } else if (o->err == ERR_OK && row->err != ERR_OK) {
        sum->accepted++;
        printf(" WAS ACCEPTED");
    } else {
        sum->otherwise++;
        printf(" GOT %s ", err_id(o->err));
        print_alert(o->alert);
    }
    if (o->trouble != NULL)
        printf(" (%s)", o->trouble);
    printf("\n");
}

int bad_table(int argc, char **argv, const struct row *rows, size_t num,
              void (*perform)(struct stage *s, struct outcome *out))
{
    struct tally sum = {0};

    for (size_t i = 0; i < num; i++) {
        struct stage s = {.row = &rows[i]};
        struct outcome o = {.alert = ALERT_NONE};

        if (argc > 1 && strstr(rows[i].name, argv[1]) == NULL)
            continue;
        talk_open(&s.talk, rows[i].base->version);
        perform(&s, &o);
        judge(&sum, &rows[i], &o);
        talk_close(&s.talk);
    }
    printf("%u agree, %u accepted, %u otherwise, %u not performed\n", sum.agree, sum.accepted,
           sum.otherwise, sum.idle);
    return sum.agree > 0 && sum.accepted + sum.otherwise + sum.idle == 0 ? 0 : 1;
}
