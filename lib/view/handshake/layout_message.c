/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages: which layout a message has, and its header. */
#include "config.h"

#include "lib/view/handshake/layout_walker.h"

/* A HelloRetryRequest is recognised by its random (RFC 9846 4.2.3). */
static bool is_retry(struct span message)
{
    struct span random = span_head(span_tail(message, MSG_HEADER + 2), RANDOM_SIZE);

    return message.n > 0 && message.p[0] == HS_SERVER_HELLO &&
           span_eq(random, span_of(hello_retry_random, RANDOM_SIZE));
}

/* Which message the extensions are in.  A ServerHello of TLS 1.3 has supported_versions; if it
* cannot be read, what is known of the connection counts. */
static unsigned place_of(struct span message, const struct layout_context *context)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct span version;

    if (message.n > 0 && message.p[0] == HS_CLIENT_HELLO)
        return IN_CH;
    if (is_retry(message))
        return IN_HRR;
    if (server_hello_parse(&hello, span_tail(message, MSG_HEADER), &fail) == ERR_OK)
        return ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &version) ? IN_SH : IN_SH12;
    return context->version == TLS_1_3 ? IN_SH : IN_SH12;
}

/* True if a layout applies: the message type may have several, for different versions or suites. */
static bool holds(enum layout_when when, struct span message, const struct layout_context *context)
{
    bool is_13 = context->version == TLS_1_3;

    switch (when) {
    case WHEN_12: return !is_13;
    case WHEN_13: return is_13;
    case WHEN_RSA: return context->kx == SUITE_KX_RSA;
    case WHEN_ECDHE: return context->kx == SUITE_KX_ECDHE;
    case WHEN_DHE: return context->kx == SUITE_KX_DHE;
    case WHEN_ANSWER: return !is_retry(message);
    case WHEN_RETRY: return is_retry(message);
    default: return true;
    }
}

/* The content of a record of SSL 2.0, which begins with the type of the message. */
static struct span ssl2_content(struct span record)
{
    return span_tail(record, SSL2_HEADER);
}

static size_t find_ssl2(struct span content)
{
    for (size_t i = 0; i < LAYOUT_ROWS && content.n > 0; i++) {
        if (layout_rows[i].begin == BEGIN_SSL2 && layout_rows[i].type == content.p[0])
            return i;
    }
    return LAYOUT_ROWS;
}

/* The layout of a message, or LAYOUT_ROWS.  Some differ between versions and key exchanges. */
static size_t find_message(struct span message, const struct layout_context *context)
{
    if (context->version == TLS_SSL_2)
        return find_ssl2(ssl2_content(message));
    for (size_t i = 0; i < LAYOUT_ROWS && message.n > 0; i++) {
        if (layout_rows[i].begin == BEGIN_MESSAGE && layout_rows[i].type == message.p[0] &&
            holds(layout_rows[i].when, message, context))
            return i;
    }
    return LAYOUT_ROWS;
}

const char *layout_message_name(struct span message)
{
    if (message.n == 0)
        return NULL;
    return layout_name(AS_MESSAGE, is_retry(message) ? HS_HELLO_RETRY_REQUEST : message.p[0]);
}

const char *layout_ssl2_name(struct span record)
{
    struct span content = ssl2_content(record);

    return content.n == 0 ? NULL : layout_name(AS_SSL2_MESSAGE, content.p[0]);
}

const char *layout_message_why(struct span message, const struct layout_context *context)
{
    size_t layout = find_message(message, context);

    return layout == LAYOUT_ROWS ? NULL : layout_words(layout_rows[layout].why);
}

/* Reports type and length.  False if the header is not complete. */
static bool walk_header(struct layout_walker *walker, struct rd *r, struct span message,
                        uint32_t *length)
{
    static const struct layout_row type = {.kind = KIND_U8, .as = AS_MESSAGE};
    static const struct layout_row size = {.kind = KIND_U24, .as = AS_LENGTH};
    struct layout_item item = {
        .id = LAYOUT_FIELD_TYPE, .as = AS_MESSAGE, .label = "Handshake Type"};
    struct layout_item next = {.id = LAYOUT_FIELD_LENGTH, .as = AS_LENGTH, .label = "Length"};

    layout_read(r, &type, &item);
    item.bytes = layout_taken(r, message);
    struct span before = r->left;
    if (r->fail->err == ERR_OK)
        layout_tell(walker, &item);
    layout_read(r, &size, &next);
    if (r->fail->err != ERR_OK) {
        layout_tell_broken(walker, r, before, 0, "Header");
        return false;
    }
    next.bytes = layout_taken(r, before);
    layout_tell(walker, &next);
    *length = next.number;
    return true;
}

/* The header of a record of SSL 2.0 and the type of its message. */
static bool walk_ssl2_header(struct layout_walker *walker, struct rd *r, uint32_t *length)
{
    static const struct layout_row size = {.kind = KIND_U16},
                                   type = {.kind = KIND_U8, .as = AS_SSL2_MESSAGE};
    struct layout_item item = {
        .id = LAYOUT_FIELD_LENGTH, .as = AS_LENGTH, .label = "Record Length"};
    struct layout_item next = {
        .id = LAYOUT_FIELD_TYPE, .as = AS_SSL2_MESSAGE, .label = "Message Type"};
    struct span before = r->left;

    layout_read(r, &size, &item);
    layout_read(r, &type, &next);
    if (r->fail->err != ERR_OK) {
        layout_tell_broken(walker, r, before, 0, "Header");
        return false;
    }
    item.number &= SSL2_RECORD_MAX; /* the highest bit says that there is no padding */
    item.bytes = span_head(before, SSL2_HEADER);
    next.bytes = span_head(span_tail(before, SSL2_HEADER), 1);
    layout_tell(walker, &item);
    layout_tell(walker, &next);
    *length = item.number > 0 ? item.number - 1 : 0;
    return true;
}

/* A message whose layout is unknown is shown as bytes. */
static void walk_body(struct layout_walker *walker, struct span body, size_t layout)
{
    struct fail fail = {0};
    struct rd r = rd_init(body, &fail);
    struct layout_item raw = {.shape = SHAPE_BYTES,
                              .id = LAYOUT_FIELD_BODY,
                              .as = AS_HEX,
                              .bytes = body,
                              .label = "Body",
                              .value = body};

    if (layout != LAYOUT_ROWS && layout_walk_rows(walker, &r, layout, 0))
        layout_tell_left(walker, r.left, 0);
    else if (layout == LAYOUT_ROWS && body.n > 0)
        layout_tell(walker, &raw);
}

void layout_walk(const struct layout_sink *sink, struct span message,
                 const struct layout_context *context)
{
    struct layout_walker w = {.sink = sink, .hello_place = place_of(message, context)};
    struct fail fail = {0};
    struct rd r = rd_init(message, &fail);
    uint32_t length = 0;

    if (!(context->version == TLS_SSL_2 ? walk_ssl2_header(&w, &r, &length)
                                        : walk_header(&w, &r, message, &length)))
        return;
    struct span body = span_head(r.left, length), behind = span_tail(r.left, length);
    walk_body(&w, body, find_message(message, context));
    if (body.n < length) {
        /* The header claims more bytes than there are. */
        fail_set(&fail, ERR_TLS_TRUNCATED, body);
        layout_tell_broken(&w, &r, (struct span){0}, 0, "End of the message");
    }
    layout_tell_left(&w, behind, 0);
}

void layout_learn(struct layout_context *context, struct span message)
{
    struct fail fail = {0};
    struct server_hello hello;

    if (message.n == 0 || message.p[0] != HS_SERVER_HELLO ||
        server_hello_parse(&hello, span_tail(message, MSG_HEADER), &fail) != ERR_OK)
        return;
    const struct suite *suite = suite_find(hello.suite);
    bool is_13 = (place_of(message, context) & (IN_SH | IN_HRR)) != 0;
    context->version = is_13 ? TLS_1_3 : hello.version;
    context->suite = hello.suite;
    context->kx = suite == NULL ? SUITE_KX_NONE : suite->kx;
}
