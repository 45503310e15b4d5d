/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal: the events of one connection, kept with their times, so that every view can be drawn
 * from them: while it fails as well as when it is done.
 *
 * The event hook of a tls_config calls journal_add with the time of the caller's clock.  Bytes
 * are copied.  Steps are secret: they are kept only where `keep_steps` is set, and wiped later.
 *
 * In a journal `sent` means: by the client, whoever keeps it, so that the views need not know.
 */
#ifndef TB_LIB_TLS_EVENT_EVENT_LOG_H
#define TB_LIB_TLS_EVENT_EVENT_LOG_H

#include "lib/base/arena.h"
#include "lib/tls/tls.h"

/* Who tells.  A client and a server tell of a record behind what it carries where they send it, and
 * before that where they receive it; who only watches tells of it before. */
enum journal_side { JOURNAL_CLIENT, JOURNAL_SERVER, JOURNAL_WATCHER };

enum { JOURNAL_MEMORY = 64 << 20, JOURNAL_SECRETS = 1 << 20, JOURNAL_MARKS = 16 };

/* A step with its bytes, all offsets into journal.secrets. */
struct journal_step {
    enum step_id id;
    const char *names[STEP_INPUTS_MAX];
    size_t at[STEP_INPUTS_MAX], n[STEP_INPUTS_MAX], num_in;
    size_t info_at, info_n, out_at, out_n;
};

struct journal_entry {
    uint64_t us;        /* since the journal began */
    struct event event; /* bytes are the journal's; step is NULL: see `step` */
    size_t n;           /* how many bytes there were: of a RECORD its header alone is kept, of DATA
                           nothing unless keep_data or keep_head */
    size_t step;        /* EVENT_STEP: index into steps; else SIZE_MAX */
    size_t record;      /* RECORD: its number, from 1 in each direction; what was inside one:
                           that of the record it ended in, 0 while that is open */
};

/* A named moment that no message tells of: "resolved", "connected", "proxy", "starttls", "judged",
 * "open" …; in the order in which they came.  The name is a literal. */
struct journal_mark {
    const char *name;
    uint64_t us;
};

struct journal {
    struct arena arena;
    enum journal_side side; /* JOURNAL_CLIENT unless it is set after journal_init */
    struct journal_entry *v;
    size_t num, cap;
    size_t records[2]; /* how many came, how many were sent */
    struct journal_step *steps;
    size_t num_steps, cap_steps;
    struct buf secrets;
    bool keep_steps, keep_data; /* keep_data: application data's bytes, else its length alone … */
    size_t keep_head;           /* … and so many of its first bytes */
    struct journal_mark marks[JOURNAL_MARKS];
    size_t num_marks;
    bool is_full; /* the cap was reached: what came later is not there */
};

void journal_init(struct journal *j, bool keep_steps, bool keep_data);
void journal_free(struct journal *j); /* wipes the secrets */
void journal_add(struct journal *j, uint64_t us, const struct event *e);
void journal_mark(struct journal *j, const char *name, uint64_t us);

/* journal_is_outward: does the entry come from the side that tells, so that its record follows? */
bool journal_is_outward(const struct journal *j, const struct journal_entry *e);

/* journal_step_get makes a struct step of a kept one; its spans live until the next event. */
struct step journal_step_get(const struct journal *j, const struct journal_step *s);

#endif
