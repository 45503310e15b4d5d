/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/client_exts.h"

/* RFC 7301 3.1, 3.2: one name, and one of ours. */
static enum err take_alpn(struct tls *tls, struct span data)
{
    struct fail fail = {0};
    struct span name;

    if (ext_alpn_one_parse(&name, data, &fail) != ERR_OK)
        return conn_fail(tls, fail.err == ERR_TLS_ALPN_MANY ? fail.err : ERR_TLS_ALPN_FORM, data);
    if (!ext_alpn_has(tls->config.alpn, name))
        return conn_fail(tls, ERR_TLS_ALPN, name);
    return buf_keep(&tls->alpn, &tls->info.alpn, name);
}

/* RFC 8449 4: from now on our limit holds, and the server's. */
static enum err take_size_limit(struct tls *tls, struct span data)
{
    struct fail fail = {0};
    uint16_t limit;
    unsigned most = RECORD_PLAIN_MAX + (tls->info.version == TLS_1_3 ? 1 : 0);

    TRY(conn_parsed(tls, ext_u16_parse(&limit, data, &fail), &fail));
    if (limit < SIZE_LIMIT_MIN)
        return conn_fail(tls, ERR_TLS_SIZE_LIMIT_VALUE, data);
    tls->info.peer_record_limit = (uint16_t)(limit < most ? limit : most);
    tls->size_limited = tls->config.record_size_limit > 0;
    return ERR_OK;
}

enum err client_exts_common(struct tls *tls, struct span exts)
{
    struct span data;

    /* RFC 6066 3: the server's is empty. */
    if (ext_get(exts, TLSX_SERVER_NAME, &data) && data.n > 0)
        return conn_fail(tls, ERR_TLS_SNI_ECHO, data);
    if (ext_get(exts, TLSX_ALPN, &data))
        TRY(take_alpn(tls, data));
    if (ext_get(exts, TLSX_RECORD_SIZE_LIMIT, &data))
        TRY(take_size_limit(tls, data));
    return ERR_OK;
}
