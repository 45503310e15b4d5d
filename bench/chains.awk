# SPDX-License-Identifier: GPL-3.0-or-later
# The tables of chains.sh.

FILENAME == "bars" || FILENAME == "curves" {
    us[$1, $2] = $3
    least[$1, $2] = $4
    most[$1, $2] = $5
}
FILENAME == "processes" { clock[$1] = $3; peak[$1] = $4 }

function verdict(good) { return good ? "PASS" : "MISS" }
function rate(set, who) { return 1e6 / us[set, who] }

# bar: "12.3 x >= 12  PASS".
function bar(set, who, least_ratio,    ratio) {
    ratio = us[set, who] / us[set, "ours"]
    return sprintf("%5.1f x %s", ratio,
        least_ratio ? sprintf(">= %-2d  %s", least_ratio, verdict(ratio >= least_ratio)) : "")
}
function row(set, who, what, least_ratio) {
    if ((set, who) in us)
        printf "  %-40s %8.1f (%.1f to %.1f) %8.0f  %s\n", what, us[set, who], least[set, who],
            most[set, who], rate(set, who), who == "ours" ? "" : bar(set, who, least_ratio)
    else
        printf "  %-40s not measured\n", what
}
function table(set, what, each, issuers, kept, gnutls, go) {
    printf "\n  %-40s %8s %17s %8s  %s\n", what, "us", "", "/s", "ours is faster by"
    row(set, "ours", "ours, DER in memory")
    row(set, "batch", "ours, tlsbox verify --batch --jobs 1", 0)
    row(set, "ours-alone", "ours, nothing kept", 0)
    row(set, "libcrypto-each", "libcrypto, each chain parsed", each)
    row(set, "libcrypto-issuers", "libcrypto, intermediates kept", issuers)
    row(set, "libcrypto-kept", "libcrypto, everything kept", kept)
    row(set, "GnuTLS", "GnuTLS, each chain parsed", gnutls)
    row(set, "Go", "Go, each chain parsed", go)
}
function curve(what, values,    list, n, i, set) {
    n = split(values, list, " ")
    printf "\n  %-10s %14s %14s %14s %14s\n", what, "libcrypto", "GnuTLS", "ours", "--batch"
    for (i = 1; i <= n; i++) {
        set = what "-" list[i]
        printf "  %-10d %14.0f %14.0f %14.0f %14.0f\n", list[i], rate(set, "libcrypto-each"),
            rate(set, "GnuTLS"), rate(set, "ours"), rate(set, "batch")
    }
}
function threads(    num, one, two, last) {
    printf "\n  %-10s %14s %14s %14s %14s\n", "chains", "1 thread", "2 threads", "ratio", "peak"
    for (num = 1000; ("chains-" num "-1") in clock; num *= 10) {
        one = num * 1e6 / clock["chains-" num "-1"]
        two = num * 1e6 / clock["chains-" num "-2"]
        last = two / one
        printf "  %-10d %14.0f %14.0f %14.2f %10d KiB  %s\n", num, one, two, last,
            peak["chains-" num "-2"], "<= 64 MiB  " verdict(peak["chains-" num "-2"] <= 65536)
    }
    two = 2 * clock["peer-1"] / clock["peer-2"]
    print "\n  2 threads: " sprintf("%.2f", last) " of one; >= 1.85, or 0.95 of what two processes"
    print "  of libcrypto reach together, " sprintf("%.2f", two) "  " \
        verdict(last >= 1.85 || last >= 0.95 * two)
}
END {
    print "Chains judged for a host against their root, one thread, time of the processor; " chains
    print "chains, 20 intermediates, the median of " rounds " rounds in turns (least to most)"
    table("mixed", "RSA-2048, P-256 and P-384", 12, 0, 7, 12, 18)
    table("without-P-384", "RSA-2048 and P-256", 8, 5)
    print "\nChains per second, P-256, one name and one root unless the row says another number"
    curve("names", "1 10 100 1000")
    curve("roots", "1 10 150 1000")
    print "\nChains per second, P-256, 10 names, by permitted subtrees of the intermediate"
    curve("subtrees", "0 1 10 100 700")
    print "\nThe whole process, P-256, chains per second by the clock, and its peak memory"
    threads()
}
