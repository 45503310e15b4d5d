/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_kit: facts about servers that nobody scanned, for the tests of the views of scans. */
#ifndef TB_TESTS_UNIT_VIEW_SCAN_SCAN_KIT_H
#define TB_TESTS_UNIT_VIEW_SCAN_SCAN_KIT_H

#include "lib/view/scan/scan_view.h"

struct scan_kit {
    struct arena arena;
    struct scan_facts facts;
    struct scan_findings findings;
    struct requirement_check check; /* of Mozilla's intermediate guideline */
    struct scan_view view;
};

enum scan_kit_server {
    KIT_MODERN,  /* nothing is wrong */
    KIT_OLD,     /* everything is, from SSL 2.0 on */
    KIT_HOSTILE, /* each text that a server can choose has escapes, markup and hidden characters */
    KIT_BLOCKED, /* stopped answering in the middle */
    KIT_DEAD,    /* was never reached */
    KIT_QUICK,   /* was asked once */
    KIT_SERVERS
};

/* scan_kit_name is "modern", …. */
const char *scan_kit_name(enum scan_kit_server server);

void scan_kit_open(struct scan_kit *kit, enum scan_kit_server server);
void scan_kit_close(struct scan_kit *kit);

#endif
