/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nss_none: three functions of libc that libuv and c-ares refer to and that tlsbox never calls: who
 * owns a home directory, and which port a service has by name.
 *
 * Those of a static libc would load its name services at run time.  In a static build these take
 * their place and report that there is no such user and no such service.
 */
#include "config.h"

#include <errno.h>
#include <netdb.h>
#include <pwd.h>
#include <stddef.h>

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved */
int getpwuid_r(uid_t uid, struct passwd *user, char *text, size_t n, struct passwd **out)
{
    (void)uid;
    (void)user;
    (void)text;
    (void)n;
    *out = NULL;
    return ENOENT;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved */
struct servent *getservbyname(const char *name, const char *protocol)
{
    (void)name;
    (void)protocol;
    return NULL;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved */
int getservbyport_r(int port, const char *protocol, struct servent *service, char *text, size_t n,
                    struct servent **out)
{
    (void)port;
    (void)protocol;
    (void)service;
    (void)text;
    (void)n;
    *out = NULL;
    return ENOENT;
}
