/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kit_world: a host scanned in memory, and what was found compared with what the server has. */
#ifndef TB_TESTS_UNIT_APP_SCAN_KIT_WORLD_H
#define TB_TESTS_UNIT_APP_SCAN_KIT_WORLD_H

#include "tests/unit/app/scan/kit_server.h"
#include "tests/unit/crypto/kit_rng.h"

struct kit_world {
    struct kit_rng state;
    struct scan_plan plan;
    struct host_scan host;
};

void kit_world_open(struct kit_world *w);
void kit_world_close(struct kit_world *w);

/* kit_world_ask asks all questions, one after the other, until none is ready; the host's plan and
 * arena are the caller's. */
void kit_world_ask(struct kit_server *server, struct host_scan *host,
                   const struct scan_question *const *questions, size_t num);

/* kit_world_scan opens it and asks all questions of the server. */
void kit_world_scan(struct kit_world *w, struct kit_server *server);

enum scan_answer kit_answer(const struct kit_world *w, enum scan_feature feature);
bool kit_speaks(const struct kit_server *s, unsigned row);
unsigned kit_old_versions(const struct kit_server *s);            /* TLS 1.0 to TLS 1.2 */
size_t kit_num_with(const struct kit_ids *ids, const char *part); /* of their names */

/* Each asserts that what was found is the server's; the numbers are those of groups and schemes. */
void kit_same_ids(const struct scan_ids *found, const struct kit_ids *own, bool in_order);
void kit_check_versions(const struct kit_world *w, const struct kit_server *s);
size_t kit_check_groups(const struct kit_world *w, const struct kit_server *s);
size_t kit_check_schemes(const struct kit_world *w, const struct kit_server *s);
void kit_check_tolerant(const struct kit_world *w, const struct kit_server *s);
void kit_check_all(const struct kit_world *w, const struct kit_server *s);

#define IDS(...)                                             \
    (struct kit_ids)                                         \
    {                                                        \
        {__VA_ARGS__}, sizeof((uint16_t[]){__VA_ARGS__}) / 2 \
    }

/* A server with TLS 1.3 and TLS 1.2, as many are. */
struct kit_server kit_usual_server(void);

#endif
