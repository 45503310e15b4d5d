/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message_list: everything that was exchanged, in order: messages, ChangeCipherSpec, alerts, data,
 * and records that could not be read.  The packet table, the diagrams, the steps and the timing are
 * drawn from it. */
#ifndef TB_LIB_VIEW_HANDSHAKE_MESSAGE_LIST_H
#define TB_LIB_VIEW_HANDSHAKE_MESSAGE_LIST_H

#include "lib/tls/event/event_log.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/view.h"

/* One thing that was sent or received. */
struct message_row {
    const struct event_log_entry *entry; /* the first one, if data was joined */
    bool sent, encrypted;
    uint64_t us;
    size_t n;                      /* bytes */
    size_t num;                    /* records of data joined, or unread ones */
    uint16_t version;              /* of the connection as far as known; 0: not yet */
    struct layout_context context; /* for its fields */
};

struct message_list {
    const struct event_log *events;
    size_t next; /* entry */
    bool join;   /* consecutive data of one side becomes one row, and so do unread records */
    bool dialogue; /* messages before TLS have rows, too */
    struct layout_context context;
};

struct message_list message_list_open(const struct event_log *log, bool join);
bool message_list_next(struct message_list *list, struct message_row *out);

/* message_list_label is "ClientHello", "ChangeCipherSpec", "Alert: close_notify", "application
 * data", "encrypted record". */
void message_list_label(struct buf *out, const struct message_row *row);

/* message_list_is_alarm is true for an alert that reports an error. */
bool message_list_is_alarm(const struct message_row *row);

/* message_list_unpacked is the Certificate that a CompressedCertificate stands for, as the log has
 * it; or empty. */
struct span message_list_unpacked(const struct event_log *log, const struct message_row *row);

/* message_list_code is "(1)" for a message, "(40)" for an alert, and nothing for others. */
void message_list_code(struct buf *out, const struct message_row *row);

/* message_list_said is the application data itself, as far as it was kept, escaped and in quotation
 * marks; or nothing. */
void message_list_said(struct buf *out, const struct message_row *row);

/* The arrow from our side or towards it, 2 columns wide. */
const char *message_list_arrow(bool sent, const struct style *style);

#endif
