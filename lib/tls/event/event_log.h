/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event_log: keeps the events of one connection with their times, so that every view can be made
 * from them, even if the connection failed.
 *
 * The event hook of a tls_config calls event_log_add with the time of the caller's clock.  Bytes
 * are copied.  Steps are secret: they are kept only if `keep_steps` is set, and wiped at the end.
 *
 * In an event log, `sent` always means "by the client", whoever keeps the log, so that the views
 * need not distinguish.
 */
#ifndef TB_LIB_TLS_EVENT_EVENT_LOG_H
#define TB_LIB_TLS_EVENT_EVENT_LOG_H

#include "lib/base/arena.h"
#include "lib/tls/event/tls_info.h"

/* Who emits the events.  A client or a server emits a record after its content when it sends, and
 * before its content when it receives; the passive decoder always emits it before. */
enum event_log_side { EVENT_LOG_CLIENT, EVENT_LOG_SERVER, EVENT_LOG_WATCHER };

enum { EVENT_LOG_MEMORY = 64 << 20, EVENT_LOG_SECRETS = 1 << 20, EVENT_LOG_MARKS = 16 };

/* A step with its bytes, all offsets into event_log.secrets. */
struct event_log_step {
    enum step_id id;
    const char *names[STEP_INPUTS_MAX];
    size_t at[STEP_INPUTS_MAX], n[STEP_INPUTS_MAX], num_in;
    size_t info_at, info_n, out_at, out_n;
};

struct event_log_entry {
    uint64_t us;        /* since the log began */
    struct event event; /* bytes are the log's; step is NULL: see `step` */
    size_t n;           /* how many bytes there were; of a RECORD only the header is kept, and of
                           DATA nothing without keep_data or keep_head */
    size_t step;        /* EVENT_STEP: index into steps; else SIZE_MAX */
    size_t record;      /* RECORD: its number, from 1 in each direction; content: the number of the
                           record that it ended in, 0 before that record */
};

/* A named moment that no message shows: "resolved", "connected", "proxy", "starttls", "judged",
 * "open" …, in the order of their occurrence.  The name is a literal. */
struct event_log_mark {
    const char *name;
    uint64_t us;
};

struct event_log {
    struct arena arena;
    enum event_log_side side; /* EVENT_LOG_CLIENT unless it is set after event_log_init */
    struct event_log_entry *v;
    size_t num, cap;
    size_t records[2]; /* how many were received and sent */
    struct event_log_step *steps;
    size_t num_steps, cap_steps;
    struct buf secrets;
    bool keep_steps, keep_data; /* keep_data: the bytes of application data; else its length, … */
    size_t keep_head;           /* … and this many of its first bytes */
    struct event_log_mark marks[EVENT_LOG_MARKS];
    size_t num_marks;
    bool is_full; /* the limit was reached: later events are missing */
};

void event_log_init(struct event_log *log, bool keep_steps, bool keep_data);
void event_log_free(struct event_log *log); /* wipes the secrets */
void event_log_add(struct event_log *log, uint64_t us, const struct event *event);
void event_log_mark(struct event_log *log, const char *name, uint64_t us);

/* event_log_is_own: does the entry come from the side that keeps the log, so that its record
 * follows? */
bool event_log_is_own(const struct event_log *log, const struct event_log_entry *entry);

/* event_log_step_get turns a kept step back into a struct step.  Its spans are valid until the next
 * event is added. */
struct step event_log_step_get(const struct event_log *log, const struct event_log_step *step);

#endif
