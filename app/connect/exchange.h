/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange: what is done on a connection besides the handshake: early data, a request and its
 * answer, a key update, and waiting for what may come first.
 */
#ifndef TB_APP_CONNECT_EXCHANGE_H
#define TB_APP_CONNECT_EXCHANGE_H

#include "lib/http/http_response.h"
#include "app/connect/endpoint.h"

/* What is wanted. */
struct exchange_wish {
    struct span early;   /* as early data, where the session allows; else after the handshake */
    struct span request; /* after the handshake, or with False Start before its end */
    bool is_http;        /* the request is --get's, and so is the answer */
    bool false_start, key_update;
    bool ticket;         /* wait for a session */
    bool shows_answer;   /* on standard output, … */
    bool to_terminal;    /* … which is one */
};

struct exchange {
    struct exchange_wish want;

    /* How far it is. */
    uint64_t unasked; /* bytes that came and answer nothing */
    bool begun, updated, answered;
    struct span queue[2]; /* what has not been written yet */
    size_t early_taken;
    uint64_t received, waited_at; /* bytes of the answer; when a wait was last set */
    struct http_response http;
    struct buf cut; /* of what a terminal shows: the beginning of a character */
};

/* exchange_init makes ready what the wishes do not say. */
void exchange_init(struct exchange *x);
void exchange_free(struct exchange *x);

/* The hooks of an endpoint whose ctx is an exchange. */
extern const struct endpoint_hooks exchange_hooks;

/* exchange_request appends the request for a path of the server (RFC 9112 3). */
void exchange_request(struct buf *out, const struct server *s, const char *path);

/* exchange_notes says on standard error what did not go as it was asked for, and how the server
 * answered. */
void exchange_notes(const struct exchange *x, struct endpoint *v);

#endif
