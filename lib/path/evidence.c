/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of answers, as JSON and tables have them. */
#include "config.h"

#include "lib/path/evidence.h"

#include "lib/base/lookup.h"

const char rev_status_names[REV_STATUS_COUNT][16] = {
    [REV_STATUS_GOOD] = ROW_TEXT("good"),
    [REV_STATUS_REVOKED] = ROW_TEXT("revoked"),
    [REV_STATUS_UNKNOWN] = ROW_TEXT("unknown"),
    [REV_STATUS_STALE] = ROW_TEXT("stale"),
    [REV_STATUS_UNUSABLE] = ROW_TEXT("unusable"),
    [REV_STATUS_UNREACHABLE] = ROW_TEXT("unreachable"),
    [REV_STATUS_NOT_ASKED] = ROW_TEXT("not-asked"),
    [REV_STATUS_NOT_COVERED] = ROW_TEXT("not-covered"),
    [REV_STATUS_NOT_ENROLLED] = ROW_TEXT("not-enrolled"),
    [REV_STATUS_NOT_NEEDED] = ROW_TEXT("not-needed"),
};

const char rev_mechanism_names[REV_MECHANISM_COUNT][16] = {
    [REV_OCSP] = ROW_TEXT("ocsp"),
    [REV_CRL] = ROW_TEXT("crl"),
    [REV_CRLITE] = ROW_TEXT("crlite"),
    [REV_SHORT_LIVED] = ROW_TEXT("short-lived"),
};

const char evidence_source_names[EVIDENCE_SOURCE_COUNT][16] = {
    [EVIDENCE_CERT] = ROW_TEXT("certificate"), [EVIDENCE_FILE] = ROW_TEXT("file"),
    [EVIDENCE_STAPLE] = ROW_TEXT("staple"),    [EVIDENCE_OCSP] = ROW_TEXT("ocsp"),
    [EVIDENCE_FETCHED] = ROW_TEXT("fetched"),  [EVIDENCE_CACHE] = ROW_TEXT("cache"),
};

const char sct_status_names[SCT_STATUS_COUNT][16] = {
    [SCT_STATUS_VALID] = ROW_TEXT("valid"),
    [SCT_STATUS_INVALID] = ROW_TEXT("invalid"),
    [SCT_STATUS_UNKNOWN_LOG] = ROW_TEXT("unknown-log"),
    [SCT_STATUS_NO_LIST] = ROW_TEXT("no-log-list"),
    [SCT_STATUS_UNCHECKED] = ROW_TEXT("unchecked"),
    [SCT_STATUS_MALFORMED] = ROW_TEXT("malformed"),
    [SCT_STATUS_FUTURE] = ROW_TEXT("future"),
    [SCT_STATUS_INTERVAL] = ROW_TEXT("wrong-interval"),
};

const char sct_inclusion_names[INCLUSION_COUNT][16] = {
    [INCLUSION_NOT_CHECKED] = ROW_TEXT("not-checked"),
    [INCLUSION_PROVEN] = ROW_TEXT("proven"),
    [INCLUSION_WRONG] = ROW_TEXT("wrong"),
    [INCLUSION_UNKNOWN] = ROW_TEXT("unknown"),
};
