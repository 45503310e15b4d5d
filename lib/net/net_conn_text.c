/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors and times of connections, in words. */
#include "config.h"

#include "lib/net/net_conn.h"

#include <stdio.h>

enum err net_conn_err(int uv)
{
    switch (uv) {
    case UV_ECONNREFUSED: return ERR_NET_REFUSED;
    case UV_ETIMEDOUT: return ERR_NET_TIMEOUT;
    case UV_ECONNRESET:
    case UV_EPIPE:
    case UV_ECONNABORTED: return ERR_NET_RESET;
    case UV_EMFILE:
    case UV_ENFILE:
    case UV_ENOBUFS: return ERR_NET_SYSTEM;
    case UV_ENOMEM: return ERR_MEMORY;
    default: return ERR_NET_UNREACHABLE;
    }
}

const char *net_conn_why(char out[CONN_WHY_SIZE], int uv)
{
    uv_strerror_r(uv, out, CONN_WHY_SIZE);
    return out;
}

const char *net_conn_seconds(char out[CONN_SECONDS_SIZE], uint64_t us)
{
    int n = snprintf(out, CONN_SECONDS_SIZE, "%.3f", (double)us / 1e6);

    while (n > 0 && out[n - 1] == '0')
        n--;
    if (n > 0 && out[n - 1] == '.')
        n--;
    snprintf(out + n, (size_t)(CONN_SECONDS_SIZE - n), " s");
    return out;
}
