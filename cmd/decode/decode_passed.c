/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in a capture and was passed over, by cause. */
#include "config.h"

#include "cmd/decode/decode_passed.h"

#include <inttypes.h>

static const struct {
    enum err err;
    const char *code;
} causes[] = {
    {ERR_CAPTURE_QUIC, "quic"},         {ERR_CAPTURE_DTLS, "dtls"},
    {ERR_CAPTURE_ESP, "esp"},           {ERR_CAPTURE_GTP, "gtp-u"},
    {ERR_CAPTURE_ERSPAN, "erspan"},     {ERR_CAPTURE_GRE, "gre"},
    {ERR_CAPTURE_NESTED, "nested"},     {ERR_CAPTURE_LINK, "link-type"},
    {ERR_CAPTURE_FRAGMENT, "fragment"}, {ERR_CAPTURE_CUT, "cut"},
    {ERR_CAPTURE_IP, "ip-header"},      {ERR_CAPTURE_TCP, "tcp-header"},
    {ERR_CAPTURE_SEQUENCE, "window"},   {ERR_CAPTURE_LATE, "late"},
    {ERR_CAPTURE_GIVEN_UP, "given-up"}, {ERR_CAPTURE_UDP, "udp"},
    {ERR_CAPTURE_OTHER, "other"},       {ERR_CAPTURE_NOT_IP, "not-ip"},
};

static uint64_t num_of(const struct capture *capture, size_t i)
{
    return capture == NULL ? 0 : capture_passed(capture, causes[i].err);
}

void decode_passed_text(struct buf *out, const struct capture *capture)
{
    const char *between = "";

    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        uint64_t num = num_of(capture, i);
        if (num == 0)
            continue;
        buf_printf(out, "%s%" PRIu64 " packet%s: %s", between, num, num == 1 ? "" : "s",
                   err_text(causes[i].err));
        between = "; ";
    }
}

void decode_passed_json(struct json_writer *json, const struct capture *capture)
{
    jw_list(json, "passed_over");
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        if (num_of(capture, i) == 0)
            continue;
        jw_open(json, NULL);
        jw_str(json, "cause", causes[i].code);
        jw_int(json, "packets", (int64_t)num_of(capture, i));
        jw_close(json);
    }
    jw_list_end(json);
}
