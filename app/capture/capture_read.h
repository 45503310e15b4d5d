/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture_read: TLS connections out of captures, and out of files with bare records.
 *
 *   capture_read.c     files to bytes
 *   capture_flows.c    the TCP connections of a capture to connections of TLS
 *   record_dump.c      records without a capture
 *   capture_secrets.c  what decrypts them
 *   capture_conn.h     one connection
 *
 * A reader keeps what all connections share, and hands what it finds to its listener.
 */
#ifndef TB_APP_CAPTURE_CAPTURE_READ_H
#define TB_APP_CAPTURE_CAPTURE_READ_H

#include "app/capture/capture_conn.h"
#include "app/capture/capture_secrets.h"

/* Bytes, for all connections that are open at a time, with the sessions and what the listener keeps
 * until the end. */
enum { CAPTURE_MEMORY = 512 << 20 };

/* All but `finished` may be NULL. */
struct capture_listener {
    void *ctx;
    /* A connection with TLS is over; it is freed afterwards.  is_row: it is one of several, and
     * the details are gone. */
    void (*finished)(void *ctx, struct capture_conn *c, bool is_row);
    /* The certificates of a server, as they are seen. */
    void (*chain)(void *ctx, struct span list, bool is_13);
    /* Application data, decrypted. */
    void (*data)(void *ctx, const struct capture_conn *c, const struct event *e);
    /* Something at this place of the capture was skipped. */
    void (*skipped)(void *ctx, enum err e, uint64_t offset);
    /* Called between the pieces of a capture; false ends the reading. */
    bool (*progress)(void *ctx);
};

struct capture_reader {
    struct capture_listener listener;
    struct verifier *verifier; /* NULL: chains are not judged */
    struct capture_secrets secrets;
    int flow;           /* the number of the only one to read; 0: all */
    bool details;       /* each connection is wanted with all that there is of it */
    bool keep_steps;    /* of the key schedule */
    size_t listener_n;  /* bytes that the listener keeps; it counts them */
    bool out_of_memory; /* some connection or secret was lost */

    /* Of the file that is read, or was read last. */
    const char *path;
    int fd, sys_errno;
    uint64_t size, done; /* bytes; size 0: not known */
    bool is_at_end;
    struct buf chunk;
    struct capture *capture; /* NULL: bare records, or nothing was read */
    uint64_t weight;         /* of all connections: bytes */
    uint64_t evicted;        /* connections given up because memory ran short */
    uint64_t num_tls, num_other, num_seen;
    bool has_flow;              /* `flow` is there */
    bool is_table;              /* more than one: a row for each */
    const char *looks_like;     /* one of those that are no TLS */
    struct capture_conn *first; /* held back until there is a second one */
};

/* capture_read_file reads one file ("-": standard input).  Where it fails, all connections that
 * came before have been handed over. sys_errno is that of the system, or 0. */
enum err capture_read_file(struct capture_reader *r, const char *path) MUST_CHECK;
/* The memory that the bound is for. */
uint64_t capture_read_weight(const struct capture_reader *r);
/* Frees the reader's; also for a reader that was never used. */
void capture_read_close(struct capture_reader *r);

/* The listener of a capture that makes connections of what is in it. */
struct capture_hooks capture_flows_hooks(struct capture_reader *r);

#endif
