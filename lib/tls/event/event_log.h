/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal: the events of one connection, kept with their times, so that every view can be drawn
 * from them: while it fails as well as when it is done.
 *
 * The event hook of a tls_config calls event_log_add with the time of the caller's clock.  Bytes
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
enum event_log_side { EVENT_LOG_CLIENT, EVENT_LOG_SERVER, EVENT_LOG_WATCHER };

enum { EVENT_LOG_MEMORY = 64 << 20, EVENT_LOG_SECRETS = 1 << 20, EVENT_LOG_MARKS = 16 };

/* A step with its bytes, all offsets into journal.secrets. */
struct event_log_step {
    enum step_id id;
    const char *names[STEP_INPUTS_MAX];
    size_t at[STEP_INPUTS_MAX], n[STEP_INPUTS_MAX], num_in;
    size_t info_at, info_n, out_at, out_n;
};

struct event_log_entry {
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
struct event_log_mark {
    const char *name;
    uint64_t us;
};

struct event_log {
    struct arena arena;
    enum event_log_side side; /* EVENT_LOG_CLIENT unless it is set after event_log_init */
    struct event_log_entry *v;
    size_t num, cap;
    size_t records[2]; /* how many came, how many were sent */
    struct event_log_step *steps;
    size_t num_steps, cap_steps;
    struct buf secrets;
    bool keep_steps, keep_data; /* keep_data: application data's bytes, else its length alone … */
    size_t keep_head;           /* … and so many of its first bytes */
    struct event_log_mark marks[EVENT_LOG_MARKS];
    size_t num_marks;
    bool is_full; /* the cap was reached: what came later is not there */
};

void event_log_init(struct event_log *j, bool keep_steps, bool keep_data);
void event_log_free(struct event_log *j); /* wipes the secrets */
void event_log_add(struct event_log *j, uint64_t us, const struct event *e);
void event_log_mark(struct event_log *j, const char *name, uint64_t us);

/* event_log_is_outward: does the entry come from the side that tells, so that its record follows?
 */
bool event_log_is_outward(const struct event_log *j, const struct event_log_entry *e);

/* event_log_step_get makes a struct step of a kept one; its spans live until the next event. */
struct step event_log_step_get(const struct event_log *j, const struct event_log_step *s);

#endif
